"""Autograd, as PyTorch does it, small enough to read."""
