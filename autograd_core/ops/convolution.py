"""Rows that look through windows: convolution, pooling, padding."""

from .. import kernels as k
from .. import window_kernels as n
from ..schema import op

HIDDEN = {"method": False, "function": False}

# fmt: off
op("convolution(Tensor input, Tensor weight, Tensor? bias, SymInt[] stride, SymInt[] padding, SymInt[] dilation, bool transposed, "
   "SymInt[] output_padding, SymInt groups)", "ConvolutionBackward0", n.convolution, cost=n.cost, **HIDDEN,
   input =(lambda grad, input, weight, stride, padding, dilation, transposed, groups:
           n.grad_input(grad, input, weight, stride, padding, dilation, transposed, groups),  "grad, spread by weight"),
   weight=(lambda grad, input, weight, stride, padding, dilation, transposed, groups:
           n.grad_weight(grad, input, weight, stride, padding, dilation, transposed, groups), "grad ∗ input"),
   bias  =(lambda grad, input, weight: n.grad_bias(grad),                              "the sum of grad over all but channels"))

op("_convolution_input(Tensor grad_output, Tensor input, Tensor weight, SymInt[] stride, SymInt[] padding, SymInt[] dilation, SymInt[] extra, "
   "SymInt groups)", "ConvolutionBackwardBackward0", n.spread, **HIDDEN,
   input      =(lambda grad: None,                                                     "0"),
   grad_output=(lambda grad, weight, stride, padding, dilation, groups:
                n.output_side(grad, weight, stride, padding, dilation, groups),        "grad ∗ weight"),
   weight     =(lambda grad, grad_output, weight_sym_sizes, stride, padding, dilation, groups:
                n.weight_side(grad_output, grad, weight_sym_sizes, stride, padding, dilation, groups), "grad_output ∗ grad"))

op("_convolution_weight(Tensor grad_output, Tensor input, SymInt[] size, SymInt[] stride, SymInt[] padding, SymInt[] dilation, "
   "SymInt groups)", "ConvolutionBackwardBackward0", n.weight_side, **HIDDEN,
   grad_output=(lambda grad, input, stride, padding, dilation, groups:
                n.output_side(input, grad, stride, padding, dilation, groups),         "input ∗ grad"),
   input      =(lambda grad, grad_output, input, stride, padding, dilation, groups:
                n.input_side(grad_output, input, tuple(input.shape), grad, stride, padding, dilation, groups), "grad_output, spread by grad"))

op("_max_pool2d(Tensor self, SymInt[] kernel_size, SymInt[] stride, SymInt[] padding, SymInt[] dilation, bool ceil_mode, Tensor result1)",
   "MaxPool2DWithIndicesBackward0",
   lambda self, kernel_size, stride, padding, dilation, ceil_mode, result1: k.gather(self, n.in_all(result1, self.shape)), **HIDDEN,
   self=(lambda grad, self, result1: n.largest_backward(grad, self, result1),          "grad, at the largest of each window"))

op("_adaptive_max_pool2d(Tensor self, SymInt[] output_size, Tensor result1)", "AdaptiveMaxPool2DBackward0",
   lambda self, output_size, result1: k.gather(self, n.in_all(result1, self.shape)), **HIDDEN,
   self=(lambda grad, self, result1: n.largest_backward(grad, self, result1),          "grad, at the largest of each window"))

for _name, _kind in (("_avg_pool2d", "AvgPool2DBackward0"), ("_avg_pool3d", "AvgPool3DBackward0"),
                     ("_adaptive_avg_pool2d", "AdaptiveAvgPool2DBackward0"), ("_adaptive_avg_pool3d", "AdaptiveAvgPool3DBackward0")):
    op(f"{_name}(Tensor self, Tensor divisor, Any windows)", _kind, n.averages, **HIDDEN,
       self=(lambda grad, self, divisor, windows: n.averages_backward(grad, tuple(self.shape), divisor, windows),
             "grad / count, for each number of a window"))

op("constant_pad_nd(Tensor self, SymInt[] pad, Scalar value=0)", "ConstantPadNdBackward0", n.constant_pad_nd, method=False,
   self=(lambda grad, pad: n.constant_pad_nd(grad, tuple(-one for one in pad), 0),     "grad without what was put around"))

for _mode, _take in (("reflection", n.reflected), ("replication", n.replicated)):
    for _dims in (1, 2, 3):
        op(f"{_mode}_pad{_dims}d(Tensor self, SymInt[{2 * _dims}] padding)", f"{_mode.title()}Pad{_dims}DBackward0", _take, **HIDDEN,
           self=(n.sent_back(f"_{_mode}_pad{_dims}d_backward", _take),                 "grad, added where each number came from"))
        op(f"_{_mode}_pad{_dims}d_backward(Tensor grad_output, Tensor self, SymInt[] padding)",
           f"{_mode.title()}Pad{_dims}DBackwardBackward0", n.sent_back("", _take), **HIDDEN,
           grad_output=(n.sent(f"{_mode}_pad{_dims}d", _take),                         "grad, padded"),
           self       =(lambda self: k.zeros_like(self),                               "0"))

op("im2col(Tensor self, int[2] kernel_size, int[2] dilation, int[2] padding, int[2] stride)", "Im2ColBackward0", n.columns, **HIDDEN,
   self=(lambda grad, self_sym_sizes, kernel_size, dilation, padding, stride:
         n.columns_backward(grad, self_sym_sizes, kernel_size, dilation, padding, stride), "grad, added where each number came from"))

op("pixel_shuffle(Tensor self, int upscale_factor)", "PixelShuffleBackward0", n.pixel_shuffled, method=False,
   self=(lambda grad, self_sym_sizes, upscale_factor:
         k.scatter(grad, self_sym_sizes, k.places(self_sym_sizes, n.pixel_shuffled, upscale_factor)), "grad, in the old order"))

for _dims in (1, 2, 3):
    op(f"_upsample_nearest{_dims}d(Tensor self, SymInt[] output_size, Any scales)", f"UpsampleNearest{_dims}DBackward0", n.nearest, **HIDDEN,
       self=(lambda grad, self_sym_sizes, output_size, scales:
             k.scatter(grad, self_sym_sizes, k.places(self_sym_sizes, n.nearest, output_size, scales)), "grad, summed over the copies"))
