/// The few lines of script of a report: sorting, filtering, and loading a running search's page again.
enum ReportScript {
  /// Seconds between two looks at a running search.
  static let seconds = 5

  static let text = """
    (function () {
      "use strict";
      function value(cell) {
        if (!cell) return null;
        if (cell.dataset.v !== undefined) return parseFloat(cell.dataset.v);
        return cell.textContent.trim().toLowerCase();
      }
      function compare(a, b) {
        var emptyA = a === null || a === "", emptyB = b === null || b === "";
        if (emptyA || emptyB) return emptyA - emptyB;
        if (typeof a === "number" && typeof b === "number") return a - b;
        return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0;
      }
      function sort(table, heading, index, isDescending) {
        table.querySelectorAll("th").forEach(function (th) { th.removeAttribute("aria-sort"); });
        heading.setAttribute("aria-sort", isDescending ? "descending" : "ascending");
        Array.prototype.forEach.call(table.tBodies, function (body) {
          var rows = Array.prototype.slice.call(body.rows).map(function (row, place) {
            return { row: row, key: value(row.cells[index]), place: place };
          });
          rows.sort(function (a, b) {
            var emptyA = a.key === null || a.key === "", emptyB = b.key === null || b.key === "";
            var order = compare(a.key, b.key);
            // What has no value stands last either way.
            if (isDescending && !emptyA && !emptyB) order = -order;
            return order || a.place - b.place;
          });
          rows.forEach(function (entry) { body.appendChild(entry.row); });
        });
      }
      var used = false;
      document.querySelectorAll("table.searchable").forEach(function (table) {
        table.querySelectorAll("thead th").forEach(function (heading, index) {
          var button = document.createElement("button");
          button.type = "button";
          button.textContent = heading.textContent;
          heading.textContent = "";
          heading.appendChild(button);
          button.addEventListener("click", function () {
            used = true;
            sort(table, heading, index, heading.getAttribute("aria-sort") === "ascending");
          });
        });
        var filter = document.createElement("p"), label = document.createElement("label");
        var input = document.createElement("input"), output = document.createElement("output");
        filter.className = "filter";
        input.type = "search";
        label.append("Filter: ", input);
        filter.append(label, " ", output);
        table.parentNode.parentNode.insertBefore(filter, table.parentNode);
        input.addEventListener("input", function () {
          used = true;
          var words = input.value.toLowerCase().split(/\\s+/).filter(Boolean), shown = 0, all = 0;
          Array.prototype.forEach.call(table.tBodies, function (body) {
            Array.prototype.forEach.call(body.rows, function (row) {
              var text = row.textContent.toLowerCase();
              row.hidden = !words.every(function (word) { return text.indexOf(word) >= 0; });
              all += 1;
              shown += row.hidden ? 0 : 1;
            });
          });
          output.textContent = words.length ? shown + " of " + all : "";
        });
      });
      if (!document.querySelector("[data-running]")) return;
      // The page is written anew as results come; a reader who sorts or filters is left alone.
      window.setInterval(function () {
        if (used || document.hidden || String(window.getSelection())) return;
        window.location.reload();
      }, \(seconds * 1000));
    })();

    """
}
