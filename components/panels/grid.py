"""A grid to fill in numbers, for leaves and for gradients."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from components import session


def grid(label: str, values: np.ndarray, key: str) -> np.ndarray | None:
    """Numbers as she leaves them, of the shape of ``values`` (0 to 2 dimensions); None while a cell is empty."""
    if values.ndim == 0:
        number = st.number_input(label, value=float(values), step=1.0, format="%g", key=f"{key}-number")
        return np.array(number)
    rows = np.atleast_2d(values)
    if label:
        st.caption(label)
    table = pd.DataFrame(rows, columns=[str(column) for column in range(rows.shape[1])])
    edited = st.data_editor(
        table,
        key=f"{key}-grid",
        hide_index=True,
        width="stretch",
        row_height=30,
        column_config={column: st.column_config.NumberColumn(required=True) for column in table.columns},
    )
    numbers = edited.to_numpy(dtype=float).reshape(values.shape)
    if np.isnan(numbers).any():
        st.caption(session.say("app.check.cell"))
        return None
    return numbers
