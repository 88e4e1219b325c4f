"""How shares are shown: with numerator and denominator beside them, never rounded up."""


def percent(part: int, whole: int) -> str:
    """A share with up to two decimals, truncated: 254567 of 254592 is 99.99%, not 100%. Of nothing it is "—"."""
    if not whole:
        return "—"
    hundredths = part * 10_000 // whole
    return f"{hundredths // 100}.{hundredths % 100:02d}".rstrip("0").rstrip(".") + "%"
