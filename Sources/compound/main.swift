print("compound")
