"""Names that PyTorch has and this engine has not, with a sentence that says so and what works instead.

A name in no table of ``namespace`` and not here does not exist in PyTorch either.
"""

from __future__ import annotations

from .errors import NotInSubset

# What such a name is, what to use, and the names.
_GROUPS: tuple[tuple[str, str, str], ...] = (
    (
        "a part of PyTorch that is not here",
        "torch, torch.nn, torch.nn.functional, torch.optim and torch.autograd",
        """
        accelerator amp ao builtins compiler cpp cpu ctypes cuda distributed distributions export fft functools
        futures fx glob hub importlib inspect jit library masked math monitor mps mtia multiprocessing nested os
        overrides package platform profiler quantization quasirandom return_types serialization signal sparse
        storage sys testing textwrap threading torch torch_version types version warnings windows xpu
        """,
    ),
    (
        "a type for compilers, storages and devices that are not here",
        "tensors of the CPU",
        """
        AVG AcceleratorError AggregationType AliasDb AnyType Argument ArgumentSpec AwaitType BFloat16Storage
        BFloat16Tensor BenchmarkConfig BenchmarkExecutionStats Block BoolStorage BoolType BufferDict ByteStorage
        CallStack Capsule CharStorage ClassType Code CompilationUnit CompleteArgumentSpec ComplexDoubleStorage
        ComplexFloatStorage ComplexType ConcreteModuleType ConcreteModuleTypeBuilder DeepCopyMemoTable
        DeserializationStorageContext DeviceObjType DictType DisableTorchFunction DisableTorchFunctionSubclass
        DispatchKey DispatchKeySet DoubleStorage EnumType ErrorReport Event ExcludeDispatchKeyGuard
        ExecutionPlan FatalError FileCheck FloatStorage FloatType FunctionSchema Future FutureType GradScaler
        Gradient Graph GraphExecutorState HalfStorage IODescriptor InferredType IntStorage IntType InterfaceType
        JITException ListType LiteScriptModule LockingLogger LoggerBase LongStorage ModuleDict Node NoneType
        NoopLogger NumberType OperatorInfo OptionalType OutOfMemoryError PRIVATE_OPS ParameterDict PyObjectType
        PyTorchFileReader PyTorchFileWriter QInt32Storage QInt8Storage QUInt2x4Storage QUInt4x2Storage
        QUInt8Storage RRefType SUM ScriptClass ScriptClassFunction ScriptDict ScriptDictIterator
        ScriptDictKeyIterator ScriptFunction ScriptList ScriptListIterator ScriptMethod ScriptModule
        ScriptModuleSerializer ScriptObject ScriptObjectProperty SerializationStorageContext ShortStorage
        StaticModule Storage StorageBase Stream StreamObjType StringType SymBool SymBoolType SymFloat SymInt
        SymIntType TYPE_CHECKING Tag TensorType ThroughputBenchmark TracingState TupleType Type TypedStorage
        USE_GLOBAL_DEPS USE_RTLD_GLOBAL_WITH_LIBTORCH UnionType UntypedStorage Use Value
        """,
    ),
    (
        "an inner part of PyTorch",
        "the function without the prefix",
        """
        adaptive_max_pool1d affine_grid_generator alias_copy alpha_dropout alpha_dropout_ as_strided_copy
        as_strided_scatter autocast autocast_decrement_nesting autocast_increment_nesting batch_norm
        batch_norm_backward_elemt batch_norm_backward_reduce batch_norm_elemt batch_norm_gather_stats
        batch_norm_gather_stats_with_counts batch_norm_stats batch_norm_update_stats bilinear ccol_indices_copy
        choose_qparams_optimized classproperty clear_autocast_cache col_indices_copy compile
        compiled_with_cxx11_abi cond conv_tbc convolution crow_indices_copy cudnn_affine_grid_generator
        cudnn_batch_norm cudnn_convolution cudnn_convolution_add_relu cudnn_convolution_relu
        cudnn_convolution_transpose cudnn_grid_sampler cudnn_is_acceptable dequantize detach_copy diagonal_copy
        diagonal_scatter embedding_bag embedding_renorm_ empty_quantized expand_copy
        fake_quantize_per_channel_affine fake_quantize_per_tensor_affine fbgemm_linear_fp16_weight
        fbgemm_linear_fp16_weight_fp32_activation fbgemm_linear_int8_weight
        fbgemm_linear_int8_weight_fp32_activation fbgemm_linear_quantize_weight fbgemm_pack_gemm_matrix_fp16
        fbgemm_pack_quantized_matrix feature_alpha_dropout feature_alpha_dropout_ feature_dropout
        feature_dropout_ fused_moving_avg_obs_fake_quant get_autocast_cpu_dtype get_autocast_dtype
        get_autocast_gpu_dtype get_autocast_ipu_dtype get_autocast_xla_dtype grid_sampler grid_sampler_2d
        grid_sampler_3d gru gru_cell hspmm indices_copy int_repr is_autocast_cache_enabled
        is_autocast_cpu_enabled is_autocast_enabled is_autocast_ipu_enabled is_autocast_xla_enabled
        is_vulkan_available lstm lstm_cell max_pool1d_with_indices max_pool3d miopen_batch_norm
        miopen_convolution miopen_convolution_add_relu miopen_convolution_relu miopen_convolution_transpose
        miopen_ctc_loss miopen_depthwise_convolution miopen_rnn mkldnn_adaptive_avg_pool2d mkldnn_convolution
        mkldnn_linear_backward_weights mkldnn_max_pool2d mkldnn_max_pool3d mkldnn_rnn_layer narrow_copy
        native_batch_norm native_channel_shuffle native_dropout native_group_norm native_layer_norm native_norm
        nuclear_norm permute_copy q_per_channel_axis q_per_channel_scales q_per_channel_zero_points q_scale
        q_zero_point quantize_per_channel quantize_per_tensor quantize_per_tensor_dynamic quantized_batch_norm
        quantized_gru quantized_gru_cell quantized_lstm quantized_lstm_cell quantized_max_pool1d
        quantized_max_pool2d quantized_max_pool3d quantized_rnn_relu_cell quantized_rnn_tanh_cell rnn_relu
        rnn_relu_cell rnn_tanh rnn_tanh_cell row_indices_copy segment_reduce select_copy select_scatter
        set_autocast_cache_enabled set_autocast_cpu_dtype set_autocast_cpu_enabled set_autocast_dtype
        set_autocast_enabled set_autocast_gpu_dtype set_autocast_ipu_dtype set_autocast_ipu_enabled
        set_autocast_xla_dtype set_autocast_xla_enabled slice_copy slice_scatter smm sparse_bsc
        sparse_bsc_tensor sparse_bsr sparse_bsr_tensor sparse_compressed_tensor sparse_coo sparse_coo_tensor
        sparse_csc sparse_csc_tensor sparse_csr sparse_csr_tensor split_copy split_with_sizes_copy spmm
        squeeze_copy sspaddmm sym_constrain_range sym_constrain_range_for_size sym_float sym_fresh_size sym_int
        sym_ite sym_max sym_min sym_not sym_sqrt sym_sum t_copy transpose_copy unbind_copy unfold_copy
        unsafe_chunk unsafe_split unsafe_split_with_sizes unsqueeze_copy values_copy view_as_complex_copy
        view_as_real_copy view_copy while_loop
        """,
    ),
    (
        "a dtype that numpy does not have",
        "torch.float32 or torch.int64",
        """
        bits16 bits1x8 bits2x4 bits4x2 bits8 chalf complex32 float4_e2m1fn_x2 float8_e4m3fn float8_e4m3fnuz
        float8_e5m2 float8_e5m2fnuz float8_e8m0fnu int1 int2 int3 int4 int5 int6 int7 qint32 qint8 quint2x4
        quint4x2 quint8 uint1 uint16 uint2 uint3 uint32 uint4 uint5 uint6 uint64 uint7
        """,
    ),
    (
        "a function that is not computed here",
        "sums, products and the other functions that are",
        """
        addmv_ adjoint are_deterministic_algorithms_enabled as_strided as_strided_ backends bartlett_window
        binary_cross_entropy_with_logits binomial bit blackman_window celu_ channel_shuffle channels_last_3d
        cholesky_inverse cholesky_solve classes conj_physical conj_physical_ cosine_embedding_loss ctc_loss
        cumulative_trapezoid default_generator dropout_ dsmm eig empty_permuted empty_strided fill fork frexp
        frobenius_norm from_dlpack from_file frombuffer gcd gcd_ geqrf get_default_device
        get_deterministic_debug_mode get_device get_device_module get_file_path get_float32_matmul_precision
        get_num_interop_threads get_num_threads get_rng_state gradient hamming_window hann_window has_lapack
        has_mkl has_openmp has_spectral hash_tensor hinge_embedding_loss histogram histogramdd hsmm igamma
        igammac import_ir_module import_ir_module_from_buffer index_reduce init_num_threads inner instance_norm
        is_deterministic_algorithms_warn_only_enabled is_distributed is_neg is_warn_always_enabled isreal istft
        jagged kaiser_window kl_div kron layout lcm lcm_ ldexp ldexp_ legacy_contiguous_format load lobpcg lu
        lu_solve lu_unpack margin_ranking_loss matrix_exp matrix_rank memory_format merge_type_from_type_comment
        mvlgamma nanquantile nextafter nonzero_static norm_except_dim orgqr ormqr parse_ir parse_schema
        parse_type_comment pca_lowrank pdist per_channel_affine per_channel_affine_float_qparams
        per_channel_symmetric per_tensor_affine per_tensor_symmetric pixel_unshuffle poisson poisson_nll_loss
        polar prepare_multiprocessing_environment profiler_allow_cudagraph_cupti_lazy_reinit_cuda12 qscheme
        renorm resize_as_ resize_as_sparse_ resolve_conj resolve_neg rms_norm rrelu rrelu_ saddmm save
        scatter_reduce selu_ set_anomaly_enabled set_default_device set_default_tensor_type
        set_deterministic_debug_mode set_float32_matmul_precision set_flush_denormal set_num_interop_threads
        set_num_threads set_rng_state set_warn_always slice_inverse solve square_ stft svd_lowrank symeig
        thread_safe_generator threshold_ to_dlpack triangular_solve triplet_margin_loss unify_type_list
        unravel_index use_deterministic_algorithms vdot wait
        """,
    ),
)
REFUSED: dict[str, tuple[str, str]] = {
    name: (what, instead) for what, instead, names in _GROUPS for name in names.split()
}


def refusal(name: str) -> NotInSubset:
    """The error of a program that asks for ``torch.<name>``."""
    what, instead = REFUSED[name]
    full = f"torch.{name}"
    return NotInSubset(f"{full} is {what}; use {instead}", id="refused", what=full, instead=instead)
