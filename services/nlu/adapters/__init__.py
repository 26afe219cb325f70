"""How the models are reached: files of this package, onnxruntime."""
