import Testing

/// Networks in timm's and TensorFlow's own strings, with the parameters that those code bases count.
struct StringNetwork: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let parameters: Int
  let yaml: String

  static let all = [
    // timm 1.0.31 efficientnet.py, _gen_efficientnet; counted by PyTorch.
    StringNetwork(
      testDescription: "efficientnet_b0 of timm", parameters: 5_288_548,
      yaml: """
        resolution: 224
        activation: silu
        stem: { channels: 32 }
        stages:
          - ds_r1_k3_s1_e1_c16_se0.25
          - ir_r2_k3_s2_e6_c24_se0.25
          - ir_r2_k5_s2_e6_c40_se0.25
          - ir_r3_k3_s2_e6_c80_se0.25
          - ir_r3_k5_s1_e6_c112_se0.25
          - ir_r4_k5_s2_e6_c192_se0.25
          - ir_r1_k3_s1_e6_c320_se0.25
        head: { channels: 1280 }
        """),
    // The same in efficientnet_builder.py of github.com/tensorflow/tpu.
    StringNetwork(
      testDescription: "efficientnet-b0 of TensorFlow", parameters: 5_288_548,
      yaml: """
        resolution: 224
        activation: silu
        stem: { channels: 32 }
        stages:
          - r1_k3_s11_e1_i32_o16_se0.25
          - r2_k3_s22_e6_i16_o24_se0.25
          - r2_k5_s22_e6_i24_o40_se0.25
          - r3_k3_s22_e6_i40_o80_se0.25
          - r3_k5_s11_e6_i80_o112_se0.25
          - r4_k5_s22_e6_i112_o192_se0.25
          - r1_k3_s11_e6_i192_o320_se0.25
        head: { channels: 1280 }
        """),
    StringNetwork(
      testDescription: "efficientnetv2_s of timm", parameters: 21_458_488,
      yaml: """
        resolution: 300
        activation: silu
        stem: { channels: 24 }
        stages:
          - cn_r2_k3_s1_e1_c24_skip
          - er_r4_k3_s2_e4_c48
          - er_r4_k3_s2_e4_c64
          - ir_r6_k3_s2_e4_c128_se0.25
          - ir_r9_k3_s1_e6_c160_se0.25
          - ir_r15_k3_s2_e6_c256_se0.25
        head: { channels: 1280 }
        """),
    // effnetv2_configs.py of github.com/google/automl.
    StringNetwork(
      testDescription: "efficientnetv2-s of TensorFlow", parameters: 21_458_488,
      yaml: """
        resolution: 300
        activation: silu
        stem: { channels: 24 }
        stages:
          - r2_k3_s1_e1_i24_o24_c1
          - r4_k3_s2_e4_i24_o48_c1
          - r4_k3_s2_e4_i48_o64_c1
          - r6_k3_s2_e4_i64_o128_se0.25
          - r9_k3_s1_e6_i128_o160_se0.25
          - r15_k3_s2_e6_i160_o256_se0.25
        head: { channels: 1280 }
        """),
    StringNetwork(
      testDescription: "mnasnet_a1 of timm", parameters: 3_887_038,
      yaml: """
        resolution: 224
        activation: relu
        stem: { channels: 32 }
        stages:
          - ds_r1_k3_s1_e1_c16_noskip
          - ir_r2_k3_s2_e6_c24
          - ir_r3_k5_s2_e3_c40_se0.25
          - ir_r4_k3_s2_e6_c80
          - ir_r2_k3_s1_e6_c112_se0.25
          - ir_r3_k5_s2_e6_c160_se0.25
          - ir_r1_k3_s1_e6_c320
        head: { channels: 1280 }
        """),
    StringNetwork(
      testDescription: "efficientnet_es of timm", parameters: 5_438_392,
      yaml: """
        resolution: 224
        activation: relu
        stem: { channels: 32 }
        stages:
          - er_r1_k3_s1_e4_c24_fc24_noskip
          - er_r2_k3_s2_e8_c32
          - er_r4_k3_s2_e8_c48
          - ir_r5_k5_s2_e8_c96
          - ir_r4_k5_s1_e8_c144
          - ir_r2_k5_s2_e8_c192
        head: { channels: 1280 }
        """),
    StringNetwork(
      testDescription: "mobilenetv1_100 of timm", parameters: 4_231_976,
      yaml: """
        resolution: 224
        activation: relu6
        stem: { channels: 32 }
        stages:
          - dsa_r1_k3_s1_c64
          - dsa_r2_k3_s2_c128
          - dsa_r2_k3_s2_c256
          - dsa_r6_k3_s2_c512
          - dsa_r2_k3_s2_c1024
        head: {}
        """),
    StringNetwork(
      testDescription: "mobilenetv3_large_100 of timm", parameters: 5_483_032,
      yaml: """
        resolution: 224
        activation: hardSwish
        stem: { channels: 16 }
        stages:
          - ds_r1_k3_s1_e1_c16_nre
          - ir_r1_k3_s2_e4_c24_nre
          - ir_r1_k3_s1_e3_c24_nre
          - blocks: ir_r3_k5_s2_e3_c40_se0.25_nre
            squeezeBasis: gated
            squeezeDivisor: 8
            squeezeGate: hardSigmoid
          - ir_r1_k3_s2_e6_c80
          - ir_r1_k3_s1_e2.5_c80
          - ir_r2_k3_s1_e2.3_c80
          - blocks: ir_r2_k3_s1_e6_c112_se0.25
            squeezeBasis: gated
            squeezeDivisor: 8
            squeezeGate: hardSigmoid
            squeezeActivation: relu
          - blocks: ir_r3_k5_s2_e6_c160_se0.25
            squeezeBasis: gated
            squeezeDivisor: 8
            squeezeGate: hardSigmoid
            squeezeActivation: relu
          - cn_r1_k1_s1_c960
        head: { hiddenUnits: 1280 }
        """),
    StringNetwork(
      testDescription: "mobilenetv3_large_100 of timm, said so", parameters: 5_483_032,
      yaml: """
        resolution: 224
        activation: hardSwish
        blockStrings: mobilenetv3
        stem: { channels: 16 }
        stages:
          - ds_r1_k3_s1_e1_c16_nre
          - ir_r1_k3_s2_e4_c24_nre
          - ir_r1_k3_s1_e3_c24_nre
          - ir_r3_k5_s2_e3_c40_se0.25_nre
          - ir_r1_k3_s2_e6_c80
          - ir_r1_k3_s1_e2.5_c80
          - ir_r2_k3_s1_e2.3_c80
          - ir_r2_k3_s1_e6_c112_se0.25
          - ir_r3_k5_s2_e6_c160_se0.25
          - cn_r1_k1_s1_c960
        head: { hiddenUnits: 1280 }
        """),
    StringNetwork(
      testDescription: "mobilenetv3_small_100 of timm", parameters: 2_542_856,
      yaml: """
        resolution: 224
        activation: hardSwish
        blockStrings: mobilenetv3
        stem: { channels: 16 }
        stages:
          - ds_r1_k3_s2_e1_c16_se0.25_nre
          - ir_r1_k3_s2_e4.5_c24_nre
          - ir_r1_k3_s1_e3.67_c24_nre
          - ir_r1_k5_s2_e4_c40_se0.25
          - ir_r2_k5_s1_e6_c40_se0.25
          - ir_r2_k5_s1_e3_c48_se0.25
          - ir_r3_k5_s2_e6_c96_se0.25
          - cn_r1_k1_s1_c576
        head: { hiddenUnits: 1024 }
        """),
  ]
}
