"""What tensors have and have not here: what such a name is, what to use, and the names."""

GROUPS: tuple[tuple[str, str, str], ...] = (
    (
        "a change in place that is not here",
        "the function without the underscore, as x = x.name(...)",
        """
        addbmm_ addmm_ addmv_ addr_ as_strided_ baddbmm_ conj_physical_ fill_diagonal_ float_power_ gcd_ igamma_
        igammac_ index_reduce_ lcm_ ldexp_ mvlgamma_ nextafter_ polygamma_ renorm_ resize_as_ resize_as_sparse_
        scatter_reduce_ squeeze_ swapaxes_ swapdims_ t_ transpose_ unsqueeze_
        """,
    ),
    (
        "a view by strides",
        "reshape, transpose, unfold or diagonal",
        "as_strided as_strided_scatter resize resize_as slice_inverse",
    ),
    (
        "a way to write a part",
        "clone() and then x[i] = v",
        "diagonal_scatter index select_scatter slice_scatter",
    ),
    (
        "a function of a program that changes number by number",
        "arithmetic on the whole tensor",
        "apply_ map2_ map_",
    ),
    (
        "a distribution that is not drawn here",
        "normal_, uniform_ or exponential_",
        "cauchy_ geometric_ log_normal_",
    ),
    (
        "a decomposition of a matrix that is not computed here",
        "torch.linalg.inv, det, solve, cholesky or norm",
        """
        cholesky_inverse cholesky_solve eig geqrf lstsq lu lu_solve matrix_exp orgqr ormqr pinverse qr solve svd
        symeig triangular_solve
        """,
    ),
    (
        "for sparse tensors, which are not here",
        "a dense tensor",
        """
        ccol_indices coalesce col_indices crow_indices dense_dim indices is_coalesced row_indices smm
        sparse_dim sparse_mask sparse_resize_ sparse_resize_and_clear_ sspaddmm to_dense to_padded_tensor to_sparse
        to_sparse_bsc to_sparse_bsr to_sparse_coo to_sparse_csc to_sparse_csr values
        """,
    ),
    (
        "for quantized tensors, which are not here",
        "float32",
        """
        dequantize int_repr q_per_channel_axis q_per_channel_scales q_per_channel_zero_points q_scale
        q_zero_point qscheme
        """,
    ),
    (
        "about devices and memory that are not here",
        "x.device, which is the CPU",
        """
        const_data_ptr data_ptr dim_order ipu is_distributed
        is_pinned is_set_to is_shared mtia new_empty_strided pin_memory
        record_stream share_memory_ storage storage_type to_mkldnn untyped_storage xpu
        """,
    ),
    (
        "a dtype that is not computed with here",
        "half, float or double",
        "chalf",
    ),
    (
        "an inner part of PyTorch",
        "the function without the prefix",
        """
        as_subclass conj_physical hash_tensor is_neg module_load narrow_copy resolve_neg unsafe_chunk unsafe_split
        unsafe_split_with_sizes
        """,
    ),
    (
        "no longer part of a tensor that works in PyTorch",
        "requires_grad and grad",
        "name reinforce volatile",
    ),
    (
        "a function of signals that is not computed here",
        "sums of torch.sin and torch.cos",
        "istft stft",
    ),
    (
        "a function that is not computed here",
        "arithmetic, sums, scatter_add or torch.where",
        """
        adjoint frexp gcd histogram igamma igammac index_reduce inner kron lcm ldexp mvlgamma
        nanquantile nextafter nonzero_static polygamma renorm scatter_reduce vdot
        """,
    ),
)
