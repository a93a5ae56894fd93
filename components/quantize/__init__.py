"""Quantize: base model and adapter go in, the merged 8-bit model comes out, judged after reload from disk."""
