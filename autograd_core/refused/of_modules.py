"""What the other modules and classes have and have not here, by owner."""

GROUPS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "torch.nn": (
        (
            "a part of PyTorch that is not here",
            "the layers of torch.nn",
            """
            LinearCrossEntropyOptions attention common_types factory_kwargs grad intrinsic modules parallel qat
            quantizable quantized
            """,
        ),
        (
            "a class for what is not yet known",
            "the layer with its number of inputs",
            """
            LazyConvTranspose1d LazyConvTranspose2d LazyConvTranspose3d LazyInstanceNorm1d LazyInstanceNorm2d
            LazyInstanceNorm3d UninitializedBuffer
            """,
        ),
        (
            "what layers are built on",
            "Module, Sequential, RNN, LSTM or GRU",
            "Container RNNBase RNNCellBase",
        ),
        (
            "an old name",
            "NLLLoss",
            "NLLLoss2d",
        ),
    ),
    "torch.nn.functional": (
        (
            "a pooling that is not here",
            "max_pool1d or max_pool2d with return_indices=True",
            """
            adaptive_max_pool1d_with_indices adaptive_max_pool2d_with_indices adaptive_max_pool3d_with_indices
            fractional_max_pool2d_with_indices fractional_max_pool3d_with_indices max_pool1d_with_indices
            max_pool2d_with_indices max_pool3d_with_indices
            """,
        ),
        (
            "a function that is not here",
            "conv1d, reshape or matmul",
            "conv_tbc grouped_mm native_channel_shuffle scaled_grouped_mm scaled_mm",
        ),
        (
            "what PyTorch's own source imports",
            "torch and torch.nn.functional",
            """
            BroadcastingList1 BroadcastingList2 BroadcastingList3 Callable DType GRID_SAMPLE_INTERPOLATION_MODES
            GRID_SAMPLE_PADDING_MODES Optional ScalingType SwizzleType TYPE_CHECKING Tensor assert_int_or_pair
            boolean_dispatch dataclasses grad handle_torch_function has_torch_function has_torch_function_unary
            has_torch_function_variadic importlib math np reproducibility_notes sparse_support_notes tf32_notes torch
            warnings
            """,
        ),
    ),
    "torch.nn.init": (
        (
            "an old name that PyTorch warns of",
            "the same name with an underscore behind it",
            """
            constant dirac eye kaiming_normal kaiming_uniform normal orthogonal sparse uniform xavier_normal
            xavier_uniform
            """,
        ),
        (
            "what PyTorch's own source imports",
            "torch and torch.nn.init",
            "Callable Literal ParamSpec Tensor TypeVar math torch warnings",
        ),
    ),
    "torch.nn.utils": (
        (
            "a part of PyTorch that is not here",
            "torch.nn.utils",
            """
            clip_grad convert_conv2d_weight_memory_format convert_conv3d_weight_memory_format convert_parameters
            fusion init memory_format stateless
            """,
        ),
        (
            "a tool for finished networks that is not here",
            "the layers one after the other",
            """
            fuse_conv_bn_eval fuse_conv_bn_weights fuse_linear_bn_eval fuse_linear_bn_weights remove_spectral_norm
            skip_init
            """,
        ),
        (
            "a part of clip_grad_norm_",
            "clip_grad_norm_",
            "clip_grads_with_norm_",
        ),
    ),
    "torch.nn.parameter": (
        (
            "a class for what is not yet known",
            "Parameter",
            "Buffer UninitializedBuffer UninitializedParameter UninitializedTensorMixin is_lazy",
        ),
        (
            "what PyTorch's own source imports",
            "Parameter",
            "Any OrderedDict torch",
        ),
    ),
    "torch.optim": (
        (
            "a part of PyTorch that is not here",
            "SGD, Adam, AdamW or RMSprop",
            "swa_utils swap_in_optimizer_params_and_state",
        ),
    ),
    "torch.optim.lr_scheduler": (
        (
            "what PyTorch's own source imports",
            "torch and torch.optim",
            """
            Any Counter EPOCH_DEPRECATION_WARNING Literal Optimizer Self SupportsFloat TYPE_CHECKING Tensor TypedDict
            annotations bisect_right cast inf math override partial ref types warnings wraps
            """,
        ),
    ),
    "torch.linalg": (
        (
            "the error of a decomposition",
            "except RuntimeError",
            "LinAlgError",
        ),
        (
            "a text of PyTorch's own documentation",
            "torch.linalg",
            "common_notes",
        ),
    ),
    "torch.autograd": (
        (
            "a part of PyTorch that is not here",
            "torch.autograd.grad, backward and functional",
            "anomaly_mode forward_ad grad_mode profiler profiler_legacy profiler_util variable",
        ),
        (
            "a class that programs on the page cannot derive from",
            "torch.autograd.Function",
            "NestedIOFunction",
        ),
        (
            "an inner part of PyTorch",
            "torch.autograd.grad and backward",
            """
            DeviceType ProfilerActivity ProfilerConfig ProfilerEvent ProfilerState SavedTensor
            enforce_grad_layout_policy is_multithreading_enabled is_view_replay_enabled kineto_available
            set_multithreading_enabled
            """,
        ),
        (
            "what PyTorch's own source imports",
            "torch and torch.autograd",
            "Mapping Sequence cast handle_torch_function has_torch_function is_tensor_like overload torch warnings",
        ),
    ),
    "torch.autograd.functional": (
        (
            "what PyTorch's own source imports",
            "torch and torch.autograd",
            "fwAD torch",
        ),
    ),
    "torch.autograd.graph": (
        (
            "a tool for graphs that is not here",
            "saved_tensors_hooks, get_gradient_edge or register_hook",
            """
            GradientEdge Node allow_mutation_on_saved_tensors disable_saved_tensors_hooks
            region_activation_memory_budget register_multi_grad_hook set_override_stale_capture_stream
            set_warn_on_accumulate_grad_stream_mismatch
            """,
        ),
        (
            "what PyTorch's own source imports",
            "torch and torch.autograd",
            """
            Any Callable Generator Iterable Iterator Literal MutableMapping NamedTuple Optional RemovableHandle
            Sequence TYPE_CHECKING TorchDispatchMode TypeAlias Union Variable WeakKeyDictionary WeakValueDictionary
            abc cast contextlib contextvars defaultdict deque functools log logging threading torch
            """,
        ),
    ),
    "torch.func": (
        (
            "a transformation that is not here",
            "grad, vjp, jacrev, jacfwd, hessian or vmap",
            "debug_unwrap functionalize linearize rearrange",
        ),
        (
            "a tool for networks without state",
            "the network itself, with torch.autograd.grad",
            "functional_call replace_all_batch_norm_modules_ stack_module_state",
        ),
    ),
    "torch.utils": (
        (
            "a part of PyTorch that is not here",
            "torch.utils.data",
            """
            ThroughputBenchmark backcompat backend_registration checkpoint cmake_prefix_path collect_env copyreg
            cpp_backtrace deterministic dlpack generate_methods_for_privateuse1_backend get_cpp_backtrace hooks
            rename_privateuse1_backend set_module swap_tensors throughput_benchmark torch weak weakref
            """,
        ),
    ),
    "torch.utils.data": (
        (
            "a part of PyTorch that is not here",
            "Dataset, TensorDataset and DataLoader",
            """
            DFIterDataPipe DataChunk DistributedSampler IterDataPipe MapDataPipe argument_validation dataloader
            datapipes dataset default_convert distributed functional_datapipe get_worker_info graph graph_settings
            guaranteed_datapipes_determinism non_deterministic runtime_validation runtime_validation_disabled sampler
            """,
        ),
    ),
    "torch.nn.Module": (
        (
            "about devices and compilers that are not here",
            "the module as it is, on the CPU",
            "compile ipu mtia share_memory to_empty xpu",
        ),
        (
            "a dtype that is not computed with here",
            "half, float or double",
            "bfloat16",
        ),
        (
            "a hook that is not here",
            "register_forward_hook or register_full_backward_hook",
            """
            register_backward_hook register_full_backward_pre_hook register_load_state_dict_post_hook
            register_load_state_dict_pre_hook register_state_dict_post_hook register_state_dict_pre_hook
            """,
        ),
        (
            "a part of modules that is not here",
            "named_parameters, named_buffers, get_submodule or state_dict",
            """
            T_destination call_super_init dump_patches get_buffer get_extra_state set_extra_state set_submodule type
            """,
        ),
    ),
    "torch.optim.Optimizer": (
        (
            "a hook that is not here",
            "the lines before and after step()",
            """
            OptimizerPostHook OptimizerPreHook profile_hook_step register_load_state_dict_post_hook
            register_load_state_dict_pre_hook register_state_dict_post_hook register_state_dict_pre_hook
            """,
        ),
    ),
    "torch.utils.data.DataLoader": (
        (
            "for several processes, which are not here",
            "num_workers=0",
            "check_worker_number_rationality multiprocessing_context",
        ),
    ),
    "torch.Generator": (
        (
            "the state of a generator as bytes",
            "manual_seed",
            """
            clone_state device get_offset get_state graphsafe_get_state graphsafe_set_state seed set_offset set_state
            """,
        ),
    ),
}
