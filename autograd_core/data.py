"""``torch.utils.data``: datasets of tensors, and a loader that gives them batch by batch in PyTorch's order."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from . import creation, dispatch, random
from .context import allow, tick
from .dtypes import float64
from .errors import ArgumentError, PythonError, ValueOutOfRange
from .functional.calls import refused
from .tensor import Tensor

_stack = dispatch.entry("stack", False, "stack")


class Dataset:
    """Samples by number; a subclass has ``__getitem__`` and ``__len__``."""

    def __getitem__(self, index: Any) -> Any:
        raise PythonError("NotImplementedError", "Subclasses of Dataset should implement __getitem__.")

    def __len__(self) -> int:
        raise ArgumentError(f"object of type '{type(self).__name__}' has no len()")


class TensorDataset(Dataset):
    """The rows of tensors of one length, side by side."""

    def __init__(self, *tensors: Tensor) -> None:
        if any(one.shape[0] != tensors[0].shape[0] for one in tensors):
            raise PythonError("AssertionError", "Size mismatch between tensors")
        self.tensors = tensors

    def __getitem__(self, index: Any) -> tuple[Any, ...]:
        return tuple(one[index] for one in self.tensors)  # type: ignore[index]

    def __len__(self) -> int:
        return int(self.tensors[0].shape[0])


class Subset(Dataset):
    """Some samples of a dataset."""

    def __init__(self, dataset: Any, indices: Sequence[int]) -> None:
        self.dataset = dataset
        self.indices = indices

    def __getitem__(self, index: int) -> Any:
        return self.dataset[self.indices[index]]

    def __len__(self) -> int:
        return len(self.indices)


def random_split(dataset: Any, lengths: Sequence[float], generator: Any = None) -> list[Subset]:
    """A dataset cut into random parts; ``lengths`` are numbers of samples, or shares of all."""
    count = len(dataset)
    if math.isclose(sum(lengths), 1) and sum(lengths) <= 1:
        sizes = [math.floor(count * share) for share in lengths]
        for at in range(count - sum(sizes)):
            sizes[at % len(sizes)] += 1
    else:
        sizes = [int(one) for one in lengths]
    if sum(sizes) != count:
        raise ValueOutOfRange("Sum of input lengths does not equal the length of the input dataset!")
    allow("container_length", count)
    order = (generator or random.generator()).permutation(count).tolist()
    ends = np.cumsum(sizes).tolist()
    return [Subset(dataset, order[end - size : end]) for end, size in zip(ends, sizes, strict=True)]


def default_collate(batch: Sequence[Any]) -> Any:
    """Samples made one batch: tensors are stacked, numbers become tensors, the rest goes part by part."""
    first = batch[0]
    if isinstance(first, Tensor):
        return _stack(list(batch), 0)
    if isinstance(first, float):
        return creation.tensor(list(batch), dtype=float64)
    if isinstance(first, (bool, int)):
        return creation.tensor(list(batch))
    if isinstance(first, (str, bytes)):
        return list(batch)
    if isinstance(first, Mapping):
        return {key: default_collate([one[key] for one in batch]) for key in first}
    if isinstance(first, tuple) and hasattr(first, "_fields"):
        return type(first)(*(default_collate(parts) for parts in zip(*batch, strict=True)))
    if isinstance(first, Sequence):
        if any(len(one) != len(first) for one in batch):
            raise PythonError("RuntimeError", "each element in list of batch should be of equal size")
        return [default_collate(parts) for parts in zip(*batch, strict=True)]
    raise ArgumentError(
        f"default_collate: batch must contain tensors, numpy arrays, numbers, dicts or lists; found {type(first)}"
    )


class DataLoader:
    """Batches of a dataset; with ``shuffle`` in a new random order each time."""

    def __init__(
        self,
        dataset: Any,
        batch_size: int | None = 1,
        shuffle: bool | None = None,
        sampler: Iterable[int] | None = None,
        batch_sampler: Any = None,
        num_workers: int = 0,
        collate_fn: Callable[[Any], Any] | None = None,
        pin_memory: bool = False,
        drop_last: bool = False,
        timeout: float = 0,
        worker_init_fn: Any = None,
        multiprocessing_context: Any = None,
        generator: Any = None,
    ) -> None:
        if num_workers < 0:
            raise ValueOutOfRange(
                "num_workers option should be non-negative; use num_workers=0 to disable multiprocessing."
            )
        if batch_sampler is not None:
            raise PythonError("NotImplementedError", "batch_sampler is not here; use batch_size and sampler")
        if sampler is not None and shuffle:
            raise ValueOutOfRange("sampler option is mutually exclusive with shuffle")
        if batch_size is not None and (not isinstance(batch_size, int) or batch_size <= 0):
            raise ValueOutOfRange(f"batch_size should be a positive integer value, but got batch_size={batch_size}")
        self.dataset = dataset
        self.batch_size = batch_size
        self.shuffle = bool(shuffle)
        self.sampler = sampler
        self.num_workers = num_workers
        self.collate_fn = collate_fn or default_collate
        self.drop_last = drop_last
        self.generator = generator

    def __len__(self) -> int:
        count = len(self.dataset) if self.sampler is None else len(self.sampler)  # type: ignore[arg-type]
        if self.batch_size is None:
            return count
        return count // self.batch_size if self.drop_last else math.ceil(count / self.batch_size)

    def __iter__(self) -> Iterator[Any]:
        # One number is drawn for workers that may be there, then one to seed the order.
        source = self.generator or random.generator()
        source.integers(0, None, (), np.dtype(np.int64))
        return self._batches(source)

    def _batches(self, source: Any) -> Iterator[Any]:
        batch: list[Any] = []
        for index in self._order(source):
            if self.batch_size is None:
                yield self.dataset[index]
                continue
            tick()
            allow("container_length", len(batch) + 1)
            batch.append(self.dataset[index])
            if len(batch) == self.batch_size:
                yield self.collate_fn(batch)
                batch = []
        if batch and not self.drop_last:
            yield self.collate_fn(batch)

    def _order(self, source: Any) -> Iterable[int]:
        if self.sampler is not None:
            return self.sampler
        count = len(self.dataset)
        if not self.shuffle:
            return range(count)
        if self.generator is None:
            seed = int(source.integers(0, None, (), np.dtype(np.int64)))
            source = random.Generator().manual_seed(seed)
        allow("container_length", count)
        order: list[int] = source.permutation(count).tolist()
        return order


_INSTEAD = "use DataLoader with shuffle=True or a list as sampler"
_REFUSED = (
    "IterableDataset ConcatDataset ChainDataset StackDataset Sampler SequentialSampler RandomSampler BatchSampler "
    "SubsetRandomSampler WeightedRandomSampler"
)
NAMES: dict[str, Any] = {
    **{name: refused(f"torch.utils.data.{name}", _INSTEAD) for name in _REFUSED.split()},
    **{one.__name__: one for one in (Dataset, TensorDataset, Subset, DataLoader, random_split, default_collate)},
}
for _kind in (Dataset, TensorDataset, Subset):
    _kind.__module__ = "torch.utils.data.dataset"
DataLoader.__module__ = "torch.utils.data.dataloader"
