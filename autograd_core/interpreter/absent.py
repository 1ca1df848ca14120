"""Modules that are not here: what to say of them, and how much of a program goes on without them."""

from __future__ import annotations

from ..errors import NotInSubset

# What students' programs import, and what to write without it. Lines that need one of the first are left out; the
# others may be imported, but not used.
WITHOUT: dict[str, str] = {
    "matplotlib": "print the values instead",
    "seaborn": "print the values instead",
    "plotly": "print the values instead",
    "IPython": "print the values instead",
    "torchviz": "the picture here shows the graph",
    "torchsummary": "print the model instead",
    "torchinfo": "print the model instead",
    "tensorboard": "print the values instead",
    "wandb": "print the values instead",
    "torchvision": "write a small tensor by hand, or torch.randn",
    "torchaudio": "write a small tensor by hand, or torch.randn",
    "torchtext": "write a small tensor by hand",
    "sklearn": "write a small tensor by hand, or torch.randn",
    "pandas": "write the numbers into torch.tensor",
    "scipy": "use the functions of torch",
    "PIL": "write a small tensor by hand",
    "cv2": "write a small tensor by hand",
    "time": "leave the timing out",
    "warnings": "leave it out",
}
UNUSED: dict[str, str] = {
    "timeit": "leave the timing out",
    "datetime": "leave the timing out",
    "logging": "use print",
    "os": "delete the line",
    "sys": "delete the line",
    "io": "delete the line",
    "gc": "delete the line",
    "json": "write the values into the program",
    "csv": "write the values into the program",
    "pathlib": "write the values into the program",
    "glob": "write the values into the program",
    "argparse": "write the values into the program",
    "string": "write the characters into the program",
    "re": "use the methods of str",
}


def unusable(name: str) -> NotInSubset | None:
    """The error of a program that uses a module which it may only import."""
    if name not in UNUSED:
        return None
    return NotInSubset(f"{name} is not here; {UNUSED[name]}", id="no_module", module=name, instead=UNUSED[name])
