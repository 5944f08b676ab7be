"""For work in JupyterLab: DataFrames that can be searched, sorted and leafed through, without a network."""

_ROWS = 10  # of a table at a time


def searchable_tables() -> None:
    """Show every DataFrame of this notebook as a table with a search field; nothing is fetched.

    Long tables are there whole. `itables.init_notebook_mode(all_interactive=False)` goes back to plain ones.
    """
    import itables
    from itables import options

    options.classes = "display compact"  # words may wrap
    options.columnDefs = [{"className": "dt-left", "targets": "_all"}]
    options.pageLength = _ROWS
    options.maxBytes = 0  # no row is left out
    itables.init_notebook_mode(all_interactive=True, connected=False)
