"""Whole numbers in groups of three digits, as they are spoken."""


def groups(number: int, scales: int) -> list[tuple[int, int]]:
    """(scale, value of 1 to 999) from the highest down; 1 is thousands. ValueError beyond the scales or below 0."""
    if not 0 <= number < 1000 ** scales:
        raise ValueError(f'{number} is not spoken here')
    found = [(scale, number // 1000 ** scale % 1000) for scale in reversed(range(scales))]
    return [(scale, value) for scale, value in found if value]
