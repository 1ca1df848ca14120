"""What ``torch`` has and ``torch`` has not here: what such a name is, what to use, and the names."""

GROUPS: tuple[tuple[str, str, str], ...] = (
    (
        "a part of PyTorch that is not here",
        "torch, torch.nn, torch.nn.functional, torch.optim and torch.autograd",
        """
        accelerator amp ao backends builtins classes compiler cpp cpu ctypes distributed distributions export fft
        functional functools futures fx glob hub importlib inspect jit library masked math monitor mps mtia
        multiprocessing nested ops os overrides package platform profiler quantization quasirandom random return_types
        serialization signal sparse special storage sys testing textwrap threading torch torch_version types version
        warnings windows xpu
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
        DispatchKey DispatchKeySet DoubleStorage EnumType ErrorReport Event ExcludeDispatchKeyGuard ExecutionPlan
        FatalError FileCheck FloatStorage FloatType FunctionSchema Future FutureType GradScaler Gradient Graph
        GraphExecutorState HalfStorage IODescriptor InferredType IntStorage IntType InterfaceType JITException
        ListType LiteScriptModule LockingLogger LoggerBase LongStorage ModuleDict Node NoneType NoopLogger NumberType
        OperatorInfo OptionalType OutOfMemoryError PRIVATE_OPS ParameterDict PyObjectType PyTorchFileReader
        PyTorchFileWriter QInt32Storage QInt8Storage QUInt2x4Storage QUInt4x2Storage QUInt8Storage RRefType SUM
        ScriptClass ScriptClassFunction ScriptDict ScriptDictIterator ScriptDictKeyIterator ScriptFunction ScriptList
        ScriptListIterator ScriptMethod ScriptModule ScriptModuleSerializer ScriptObject ScriptObjectProperty
        SerializationStorageContext ShortStorage StaticModule Storage StorageBase Stream StreamObjType StringType
        SymBool SymBoolType SymFloat SymInt SymIntType TYPE_CHECKING Tag TensorType ThroughputBenchmark TracingState
        TupleType Type TypedStorage USE_GLOBAL_DEPS USE_RTLD_GLOBAL_WITH_LIBTORCH UnionType UntypedStorage Use Value
        classproperty compiled_with_cxx11_abi fork from_file get_device get_device_module get_file_path has_lapack
        has_mkl has_openmp has_spectral import_ir_module import_ir_module_from_buffer is_distributed
        merge_type_from_type_comment parse_ir parse_schema parse_type_comment prepare_multiprocessing_environment
        profiler_allow_cudagraph_cupti_lazy_reinit_cuda12 unify_type_list wait
        """,
    ),
    (
        "an inner part of PyTorch",
        "the function without the prefix",
        """
        affine_grid_generator alias_copy alpha_dropout alpha_dropout_ as_strided_copy batch_norm_backward_elemt
        batch_norm_backward_reduce batch_norm_elemt batch_norm_gather_stats batch_norm_gather_stats_with_counts
        batch_norm_stats batch_norm_update_stats bit ccol_indices_copy col_indices_copy conj_physical conj_physical_
        conv_tbc convolution crow_indices_copy cudnn_affine_grid_generator cudnn_batch_norm cudnn_convolution
        cudnn_convolution_add_relu cudnn_convolution_relu cudnn_convolution_transpose cudnn_grid_sampler
        cudnn_is_acceptable detach_copy diagonal_copy dropout_ embedding_renorm_ expand_copy feature_alpha_dropout
        feature_alpha_dropout_ feature_dropout feature_dropout_ grid_sampler grid_sampler_2d grid_sampler_3d
        hash_tensor indices_copy is_neg is_vulkan_available miopen_batch_norm miopen_convolution
        miopen_convolution_add_relu miopen_convolution_relu miopen_convolution_transpose miopen_ctc_loss
        miopen_depthwise_convolution miopen_rnn mkldnn_adaptive_avg_pool2d mkldnn_convolution
        mkldnn_linear_backward_weights mkldnn_max_pool2d mkldnn_max_pool3d mkldnn_rnn_layer narrow_copy
        native_batch_norm native_channel_shuffle native_dropout native_group_norm native_layer_norm native_norm
        norm_except_dim permute_copy resolve_neg row_indices_copy segment_reduce select_copy slice_copy slice_inverse
        split_copy split_with_sizes_copy squeeze_copy sym_constrain_range sym_constrain_range_for_size sym_float
        sym_fresh_size sym_int sym_ite sym_max sym_min sym_not sym_sqrt sym_sum t_copy transpose_copy unbind_copy
        unfold_copy unsafe_chunk unsafe_split unsafe_split_with_sizes unsqueeze_copy values_copy view_as_complex_copy
        view_as_real_copy view_copy
        """,
    ),
    (
        "for quantized tensors, which are not here",
        "float32",
        """
        choose_qparams_optimized dequantize empty_quantized fake_quantize_per_channel_affine
        fake_quantize_per_tensor_affine fbgemm_linear_fp16_weight fbgemm_linear_fp16_weight_fp32_activation
        fbgemm_linear_int8_weight fbgemm_linear_int8_weight_fp32_activation fbgemm_linear_quantize_weight
        fbgemm_pack_gemm_matrix_fp16 fbgemm_pack_quantized_matrix fused_moving_avg_obs_fake_quant int_repr
        per_channel_affine per_channel_affine_float_qparams per_channel_symmetric per_tensor_affine
        per_tensor_symmetric q_per_channel_axis q_per_channel_scales q_per_channel_zero_points q_scale q_zero_point
        qint32 qint8 qscheme quantize_per_channel quantize_per_tensor quantize_per_tensor_dynamic quantized_batch_norm
        quantized_gru quantized_gru_cell quantized_lstm quantized_lstm_cell quantized_max_pool1d quantized_max_pool2d
        quantized_max_pool3d quantized_rnn_relu_cell quantized_rnn_tanh_cell quint2x4 quint4x2 quint8
        """,
    ),
    (
        "for sparse tensors, which are not here",
        "a dense tensor",
        """
        dsmm hsmm hspmm jagged resize_as_sparse_ saddmm smm sparse_bsc sparse_bsc_tensor sparse_bsr sparse_bsr_tensor
        sparse_compressed_tensor sparse_coo sparse_coo_tensor sparse_csc sparse_csc_tensor sparse_csr
        sparse_csr_tensor spmm sspaddmm
        """,
    ),
    (
        "for arithmetic in mixed widths, which is not here",
        ".half() or .double() where it is wanted",
        """
        autocast autocast_decrement_nesting autocast_increment_nesting clear_autocast_cache get_autocast_cpu_dtype
        get_autocast_dtype get_autocast_gpu_dtype get_autocast_ipu_dtype get_autocast_xla_dtype
        get_float32_matmul_precision is_autocast_cache_enabled is_autocast_cpu_enabled is_autocast_enabled
        is_autocast_ipu_enabled is_autocast_xla_enabled set_autocast_cache_enabled set_autocast_cpu_dtype
        set_autocast_cpu_enabled set_autocast_dtype set_autocast_enabled set_autocast_gpu_dtype set_autocast_ipu_dtype
        set_autocast_ipu_enabled set_autocast_xla_dtype set_autocast_xla_enabled set_float32_matmul_precision
        """,
    ),
    (
        "a dtype that is not computed with here",
        "torch.float16, torch.float32 or torch.float64",
        "chalf complex32 float4_e2m1fn_x2 float8_e4m3fn float8_e4m3fnuz float8_e5m2 float8_e5m2fnuz float8_e8m0fnu",
    ),
    (
        "a dtype that few functions of PyTorch know",
        "torch.uint8, torch.int32 or torch.int64",
        """
        bits16 bits1x8 bits2x4 bits4x2 bits8 int1 int2 int3 int4 int5 int6 int7 uint1 uint16 uint2 uint3 uint32 uint4
        uint5 uint6 uint64 uint7
        """,
    ),
    (
        "a setting of the machine, which is the same for every run here",
        "the program without this line",
        """
        are_deterministic_algorithms_enabled get_default_device get_deterministic_debug_mode get_num_interop_threads
        get_num_threads init_num_threads is_deterministic_algorithms_warn_only_enabled is_warn_always_enabled
        set_default_device set_deterministic_debug_mode set_flush_denormal set_num_interop_threads set_num_threads
        set_warn_always use_deterministic_algorithms
        """,
    ),
    (
        "the state of a generator as bytes",
        "torch.manual_seed",
        "default_generator get_rng_state set_rng_state thread_safe_generator",
    ),
    (
        "a way to run programs that is not here",
        "the function itself",
        "compile cond while_loop",
    ),
    (
        "for files and for memory of other libraries, which are not here",
        "torch.tensor with the numbers, or state_dict()",
        "from_dlpack frombuffer load save to_dlpack",
    ),
    (
        "a loss of torch.nn.functional with other arguments",
        "torch.nn.functional",
        """
        binary_cross_entropy_with_logits cosine_embedding_loss ctc_loss hinge_embedding_loss kl_div
        margin_ranking_loss poisson_nll_loss triplet_margin_loss
        """,
    ),
    (
        "a layer of torch.nn with other arguments",
        "the layer in torch.nn or torch.nn.functional",
        """
        adaptive_max_pool1d batch_norm bilinear channel_shuffle embedding_bag gru gru_cell instance_norm lstm
        lstm_cell max_pool1d_with_indices max_pool3d pdist pixel_unshuffle rms_norm rnn_relu rnn_relu_cell rnn_tanh
        rnn_tanh_cell rrelu rrelu_
        """,
    ),
    (
        "a decomposition of a matrix that is not computed here",
        "torch.linalg.inv, det, solve, cholesky or norm",
        """
        cholesky_inverse cholesky_solve eig frobenius_norm geqrf lobpcg lu lu_solve lu_unpack matrix_exp matrix_rank
        nuclear_norm orgqr ormqr pca_lowrank solve svd_lowrank symeig triangular_solve
        """,
    ),
    (
        "a view by strides",
        "reshape, transpose, unfold or diagonal",
        "as_strided as_strided_ as_strided_scatter",
    ),
    (
        "a way to write a part",
        "clone() and then x[i] = v",
        "diagonal_scatter select_scatter slice_scatter",
    ),
    (
        "a function of signals that is not computed here",
        "sums of torch.sin and torch.cos",
        "bartlett_window blackman_window hamming_window hann_window istft kaiser_window stft",
    ),
    (
        "a distribution that is not drawn here",
        "torch.rand, randn, bernoulli or multinomial",
        "binomial poisson",
    ),
    (
        "a way to lay numbers out in memory",
        "torch.empty",
        "channels_last_3d empty_permuted empty_strided layout legacy_contiguous_format memory_format",
    ),
    (
        "a function that is not computed here",
        "arithmetic, sums, scatter_add or torch.where",
        """
        addmv_ adjoint celu_ cumulative_trapezoid fill frexp gcd gcd_ gradient histogram histogramdd igamma igammac
        index_reduce inner kron lcm lcm_ ldexp ldexp_ mvlgamma nanquantile nextafter nonzero_static polar
        renorm resize_as_ resolve_conj scatter_reduce selu_ set_anomaly_enabled set_default_tensor_type square_
        threshold_ unravel_index vdot
        """,
    ),
)
