#!/usr/bin/env python3
"""Rebuilds every photo here from scikit-image's bundled photos (PyPI: scikit-image 0.26.0, pyvips; Debian:
libvips, libimage-exiftool-perl, libjpeg-turbo-progs, icc-profiles-free, libheif-examples).
   python3 -m venv V && V/bin/pip install scikit-image==0.26.0 pyvips && V/bin/python make.py"""
import os, subprocess, sys, shutil, importlib.util
import pyvips as v
out = os.path.dirname(os.path.abspath(__file__))
src = os.path.join(os.path.dirname(importlib.util.find_spec('skimage').origin), 'data')
os.chdir(out)
L = lambda n: v.Image.new_from_file(os.path.join(src, n)).colourspace('srgb')
def rgb(n):
    i = L(n)
    if i.hasalpha(): i = i.flatten(background=255)
    return (i if i.bands == 3 else i.bandjoin([i, i])).copy_memory()
def run(*a): subprocess.run(a, check=True, stdout=subprocess.DEVNULL)
def exif(f, *a): run('exiftool', '-q', '-overwrite_original', *a, f)
noise = lambda w, h, s, seed: v.Image.gaussnoise(w, h, sigma=s, mean=0, seed=seed)
def grain(i, s):   # luma grain + weaker chroma grain: upscaled pixels carry no sensor noise, a camera's do
    y = noise(i.width, i.height, s, 1)
    n = y.bandjoin([y, y]) + noise(i.width, i.height, s / 2, 2).bandjoin(
        [noise(i.width, i.height, s / 2, 3), noise(i.width, i.height, s / 2, 4)])
    return (i + n).cast('uchar').copy(interpretation='srgb')
def cover(i, w, h): return i.thumbnail_image(w, height=h, crop='centre', size='both')

# 1. the photos as they are
for n in ('astronaut', 'coffee', 'chelsea'): rgb(n + '.png').jpegsave(n + '.jpg', Q=92, strip=True)
for n in ('rocket', 'hubble_deep_field', 'retina'): shutil.copy(os.path.join(src, n + '.jpg'), n.split('_')[0] + '.jpg'); os.chmod(n.split('_')[0] + '.jpg', 0o644)
L('camera.png').extract_band(0).copy(interpretation='b-w').jpegsave('gray.jpg', Q=92, strip=True)

# 2. sizes: a 4000x3000 mosaic with sensor-like grain, and a 1.05 MP one
tiles = [cover(rgb(n), 1000, 1000) for n in ('astronaut.png', 'coffee.png', 'chelsea.png', 'rocket.jpg', 'retina.jpg',
         'hubble_deep_field.jpg', 'coffee.png', 'astronaut.png', 'chelsea.png', 'retina.jpg', 'rocket.jpg', 'hubble_deep_field.jpg')]
m = v.Image.arrayjoin([t if k % 2 == 0 or k < 6 else t.fliphor() for k, t in enumerate(tiles)], across=4)
grain(m, 4.2).jpegsave('12mp.jpg', Q=88)
exif('12mp.jpg', '-Make=Example', '-Model=Mosaic 12', '-Orientation#=1', '-DateTimeOriginal=2024:05:01 10:00:00', '-ISO=100')
grain(cover(rgb('astronaut.png'), 1184, 888), 3.0).jpegsave('1mp.jpg', Q=88, strip=True)

# 3. orientation 1..8: same picture once shown upright (592x400, whole MCUs, so jpegtran is lossless)
rgb('coffee.png').crop(4, 0, 592, 400).jpegsave('o.jpg', Q=90, strip=True)
os.makedirs('orientation', exist_ok=True)
inv = {1: None, 2: ['-flip', 'horizontal'], 3: ['-rotate', '180'], 4: ['-flip', 'vertical'], 5: ['-transpose'],
       6: ['-rotate', '270'], 7: ['-transverse'], 8: ['-rotate', '90']}
for o, t in inv.items():
    f = f'orientation/coffee-{o}.jpg'
    shutil.copy('o.jpg', f) if t is None else run('jpegtran', '-perfect', '-copy', 'none', *t, '-outfile', f, 'o.jpg')
    exif(f, f'-Orientation#={o}')
os.remove('o.jpg')

# 4. metadata that must not come out again: GPS, serials, names, XMP, IPTC, comment, embedded thumbnail
shutil.copy('rocket.jpg', 'gps.jpg')
rgb('rocket.jpg').thumbnail_image(160).jpegsave('t.jpg', Q=70, strip=True)
exif('gps.jpg', '-GPSLatitude=28.5618571', '-GPSLatitudeRef=N', '-GPSLongitude=80.577366', '-GPSLongitudeRef=W', '-GPSAltitude=3',
     '-Make=Example', '-Model=SecretCam', '-SerialNumber=SN-SECRET-0001', '-Artist=SECRET Person', '-OwnerName=SECRET Owner',
     '-XMP-dc:Creator=SECRET Xmp', '-XMP-exif:GPSLatitude=28.5618571', '-IPTC:City=SECRET City', '-Comment=SECRET comment',
     '-ThumbnailImage<=t.jpg', '-DateTimeOriginal=2015:02:11 23:03:00')
os.remove('t.jpg')

# 5. colour
p3 = rgb('coffee.png').icc_transform('p3', input_profile='srgb'); p3.jpegsave('p3.jpg', Q=92)
rgb('rocket.jpg').icc_transform('/usr/share/color/icc/compatibleWithAdobeRGB1998.icc', input_profile='srgb').jpegsave('adobergb.jpg', Q=92)
rgb('chelsea.png').icc_transform('cmyk', input_profile='srgb').jpegsave('cmyk.jpg', Q=92)
c = rgb('chelsea.png').icc_transform('cmyk', input_profile='srgb').copy(); c.remove('icc-profile-data'); c.jpegsave('cmyk-noprofile.jpg', Q=92)
# pure P3 red (no such sRGB colour): a service that only drops the profile shows 255,0,0 muted; right is clipped sRGB red
r = (v.Image.black(200, 200) + [255, 0, 0]).cast('uchar').copy(interpretation='srgb')
half = r.icc_transform('p3', input_profile='srgb')          # sRGB red written as P3 numbers (about 234,51,35)
half.pngsave('p3-srgb-red.png')

# 6. containers and odd shapes
run('jpegtran', '-copy', 'none', '-progressive', '-outfile', 'progressive.jpg', 'hubble.jpg')
g = rgb('chelsea.png'); d = v.Image.xyz(g.width, g.height) - [g.width / 2, g.height / 2]
a = (320 - (d[0] ** 2 + d[1] ** 2) ** 0.5 * 1.6).cast('uchar'); g.bandjoin(a).pngsave('alpha.png', compression=9)
(rgb('coffee.png').cast('ushort') * 257).cast('ushort').copy(interpretation='rgb16').resize(400 / 600).cast('ushort').pngsave('16bit.png', compression=9, strip=True)  # thumbnail would go by 8 bits
fr = [rgb('chelsea.png').crop(k * 12, k * 4, 300, 240).thumbnail_image(160) for k in range(8)]
anim = v.Image.arrayjoin(fr, across=1).copy()
anim.set_type(v.GValue.gint_type, 'page-height', fr[0].height); anim.set_type(v.GValue.array_int_type, 'delay', [90] * 8)
anim.set_type(v.GValue.gint_type, 'loop', 0); anim.gifsave('animated.gif'); anim.webpsave('animated.webp', Q=60)
rgb('rocket.jpg').webpsave('rocket.webp', Q=80, strip=True)
rgb('coffee.png').heifsave('coffee.avif', Q=60, compression='av1', effort=4, strip=True)
rgb('coffee.png').pngsave('o.png'); run('heif-enc', '-q', '60', '-o', 'coffee.heic', 'o.png'); os.remove('o.png')
cover(rgb('hubble_deep_field.jpg'), 2000, 40).jpegsave('panorama.jpg', Q=88, strip=True)
rgb('chelsea.png').crop(200, 100, 64, 48).jpegsave('tiny.jpg', Q=90, strip=True)
rgb('astronaut.png').jpegsave('yuv444.jpg', Q=95, subsample_mode='off', strip=True)
