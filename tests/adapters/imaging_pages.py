"""Page images for tests of imaging, good and worn."""

import numpy as np
from PIL import Image, ImageFilter

from muragat.adapters import pnm
from muragat.ports.pages import PageImage


def page(folder, image, dpi=150, name='page'):
    """An image as a page image."""
    path = folder / f'{name}.ppm'
    pnm.write(path, np.asarray(image))
    return PageImage(path, image.width, image.height, dpi)


def worn(image, noise=18, seed=3):
    """A bad copy: blurred, pale, unevenly lit, noisy."""
    chance = np.random.default_rng(seed)
    soft = np.asarray(image.filter(ImageFilter.GaussianBlur(0.9))).astype(np.float32)
    light = np.linspace(0.8, 1.0, image.width, dtype=np.float32)[None, :]
    pale = (85 + soft * 120 / 255) * light
    return Image.fromarray(np.clip(pale + chance.normal(0, noise, pale.shape), 0, 255).astype(np.uint8))


def grainy():
    """Paper with nothing on it."""
    grain = np.random.default_rng(1).normal(215, 9, (1754, 1240))
    return Image.fromarray(grain.clip(0, 255).astype(np.uint8))
