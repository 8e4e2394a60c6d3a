"""The table that a run prints: a row when it is measured, with its target and whether it was met."""

COLUMNS = (("", 44), ("Instante", 13), ("peer", 13), ("ratio", 7), ("CPU each", 10), ("target", 18), ("", 8))


class Table:
    def __init__(self) -> None:
        self.missed: list[str] = []
        self._begun = False

    def row(self, name: str, ours: str, peer: str = "", ratio: str = "", cpu: str = "", target: str = "", met: bool | None = None, note: str = "") -> None:
        """Prints one row. `met` says whether the target was; None where there is none."""
        if not self._begun:
            self._print(*(title for title, _ in COLUMNS), "note")
            self._begun = True
        if met is False:
            self.missed.append(name)
        self._print(name, ours, peer, ratio, cpu, target, {None: "", True: "ok", False: "missed"}[met], note)

    @staticmethod
    def _print(*cells: str) -> None:
        name, *middle, note = cells
        widths = [width for _, width in COLUMNS]
        print(f"{name:<{widths[0]}}" + "".join(f"{cell:>{width}}" for cell, width in zip(middle, widths[1:])) + f"  {note}".rstrip(), flush=True)
