"""The dtypes that PyTorch's CPU kernels do not know, by row: bool (b), whole (i) and complex (c), with the kernel's name.

PyTorch names the kernel in its NotImplementedError, and so do we.
"""

from ..schema import TABLE

LACKING = {
    "clamp.Tensor": "b:clamp_cpu",
    "clamp_min.Tensor": "c:maximum_cpu",
    "clamp_max.Tensor": "c:minimum_cpu",
    "searchsorted.Tensor": "b:searchsorted_out_cpu c:searchsorted_out_cpu",
    "searchsorted.Scalar": "c:searchsorted_out_cpu",
    "random_": "c:random_kernel_cpu",
    "bernoulli_.Tensor": "b:bernoulli_tensor_cpu_p_ i:bernoulli_tensor_cpu_p_ c:bernoulli_tensor_cpu_self_",
    "addmm": "b:addmm_impl_cpu_",
    "addmv": "b:addmv_impl_cpu",
    "baddbmm": "b:baddbmm",
    "addbmm": "b:addmm_impl_cpu_",
    "trace": "b:trace",
    "lt.Tensor": "c:lt_cpu",
    "le.Tensor": "c:le_cpu",
    "gt.Tensor": "c:gt_cpu",
    "ge.Tensor": "c:ge_cpu",
    "mm": "b:addmm_impl_cpu_",
    "mv": "b:addmv_impl_cpu",
    "dot": "b:dot",
    "bmm": "b:bmm",
    "fmod.Tensor": "b:fmod_cpu c:fmod_cpu",
    "fmod.Scalar": "c:fmod_cpu",
    "remainder.Tensor": "b:remainder_cpu c:remainder_cpu",
    "remainder.Scalar": "c:remainder_cpu",
    "floor_divide": "b:div_floor_cpu c:div_floor_cpu",
    "floor_divide.Scalar": "c:div_floor_cpu",
    "addcmul": "b:addcmul_cpu_out",
    "hypot": "b:hypot_cpu i:hypot_cpu c:hypot_cpu",
    "atan2": "c:atan2_cpu",
    "logaddexp": "b:logaddexp_cpu i:logaddexp_cpu",
    "logaddexp2": "b:logaddexp2_cpu i:logaddexp2_cpu c:logaddexp2_cpu",
    "xlogy.Tensor": "c:xlogy_cpu",
    "copysign.Tensor": "c:copysign_cpu",
    "pow.Tensor_Tensor": "b:pow",
    "erf": "c:erf_vml_cpu",
    "erfc": "c:erfc_vml_cpu",
    "erfinv": "c:erfinv_vml_cpu",
    "lgamma": "c:lgamma_vml_cpu",
    "digamma": "c:digamma",
    "polygamma": "c:trigamma",
    "i0": "c:i0_vml_cpu",
    "logit": "c:logit_cpu",
    "abs": "b:abs_cpu",
    "floor": "b:floor_vml_cpu",
    "ceil": "b:ceil_vml_cpu",
    "trunc": "b:trunc_vml_cpu",
    "round": "b:round_vml_cpu c:round_vml_cpu",
    "round.decimals": "b:round_cpu i:round_cpu c:round_cpu",
    "frac": "b:frac_cpu i:frac_cpu c:frac_cpu",
    "max": "c:max_all",
    "min": "c:min_all",
    "amax": "c:max_values_cpu",
    "amin": "c:min_values_cpu",
    "median": "b:median_cpu c:median_cpu",
    "median.dim": "b:median_out c:median_out",
    "nanmedian": "b:median_cpu c:median_cpu",
    "nanmedian.dim": "b:median_out c:median_out",
    "mode": "c:mode_cpu",
    "softplus": "b:softplus_cpu i:softplus_cpu c:softplus_cpu",
    "elu": "c:elu_cpu",
    "gelu": "c:GeluKernelImpl",
    "bitwise_and.Tensor": "c:bitwise_and_cpu",
    "bitwise_or.Tensor": "c:bitwise_or_cpu",
    "bitwise_xor.Tensor": "c:bitwise_xor_cpu",
    "logcumsumexp": "b:logcumsumexp_out_cpu i:logcumsumexp_out_cpu",
    "histc": "b:linspace_cpu i:histogram_cpu c:aminmax_cpu",
}
# What PyTorch says of complex numbers in words of its own, and the type of its error.
COMPLEX = {
    **dict.fromkeys(
        ("clamp", "clamp.Tensor", "relu"), ("NotImplementedError", "clamp is not supported for complex types")
    ),
    **{
        name: ("NotImplementedError", f"{name} is not supported for complex inputs")
        for name in ("floor", "ceil", "trunc")
    },
    **{
        name: ("RuntimeError", f"{name} not implemented for complex tensors.")
        for name in ("maximum", "minimum", "fmax", "fmin")
    },
    "sign": (
        "NotImplementedError",
        "Unlike NumPy, torch.sign is not intended to support complex numbers. Please use torch.sgn instead.",
    ),
    "heaviside": ("RuntimeError", "heaviside is not yet implemented for complex tensors."),
}

# Running sums have a kernel for bools, but not in place, where the result must be bools, too.
IN_PLACE = {"cumsum": "cumsum_out_cpu", "cumprod": "cumprod_out_cpu"}


def install() -> None:
    """Tell every row which dtypes its kernel lacks; once all rows are there."""
    for rows in TABLE.values():
        for row in rows:
            kernels = LACKING.get(f"{row.name}.{row.overload}".removesuffix("."), "")
            row.lacks = dict(pair.split(":") for pair in kernels.split())
            said = COMPLEX.get(f"{row.name}.{row.overload}".removesuffix("."))
            if said is not None:
                row.lacks["c"] = ": ".join(said)
