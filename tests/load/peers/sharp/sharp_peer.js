// How many JPEG sets (1080, 640 and 320 wide, a 150×150 crop, quality 80, 4:2:0) npm's sharp makes of a photo in a second.
//   node sharp_peer.js PHOTO SECONDS WAY THREADS IN_FLIGHT      prints {"per_second": …, "count": …, "bytes": …}
// WAY: `chain` resizes the photo once and each size from the one before, raw in between; `star` resizes it once and cuts all from that;
// `clone` is what sharp's documentation shows: one stream read once, a clone for each size, which decodes it anew for each.
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';

const [, , photo, seconds, way, threads, inFlight] = process.argv;
sharp.concurrency(Number(threads));
sharp.cache(false);
sharp.simd(true);
const file = await readFile(photo);
const jpeg = { quality: 80, mozjpeg: false, chromaSubsampling: '4:2:0', optimiseCoding: false };

const raw = async (pipeline) => {
  const { data, info } = await pipeline.raw().toBuffer({ resolveWithObject: true });
  return { data, source: { raw: { width: info.width, height: info.height, channels: info.channels } } };
};
const of = ({ data, source }) => sharp(data, source);
const square = (pipeline) => pipeline.resize(150, 150, { fit: 'cover' });

const ways = {
  async chain() {
    const base = await raw(sharp(file, { sequentialRead: true }).resize(1080));
    const first = of(base).jpeg(jpeg).toBuffer();
    const middle = await raw(of(base).resize(640));
    const second = of(middle).jpeg(jpeg).toBuffer();
    const small = await raw(of(middle).resize(320));
    return Promise.all([first, second, of(small).jpeg(jpeg).toBuffer(), square(of(small)).jpeg(jpeg).toBuffer()]);
  },
  async star() {
    const base = await raw(sharp(file, { sequentialRead: true }).resize(1080));
    const cut = (pipeline) => pipeline.jpeg(jpeg).toBuffer();
    return Promise.all([cut(of(base)), cut(of(base).resize(640)), cut(of(base).resize(320)), cut(square(of(base)))]);
  },
  async clone() {
    const whole = sharp(file, { sequentialRead: true });
    const cut = (pipeline) => pipeline.jpeg(jpeg).toBuffer();
    return Promise.all([cut(whole.clone().resize(1080)), cut(whole.clone().resize(640)), cut(whole.clone().resize(320)), cut(square(whole.clone()))]);
  },
};

const bytes = (await ways[way]()).reduce((sum, content) => sum + content.length, 0); // and everything is warm
let done = 0;
const begin = performance.now();
const end = begin + Number(seconds) * 1000;
const worker = async () => {
  while (performance.now() < end) {
    await ways[way]();
    done += 1;
  }
};
await Promise.all(Array.from({ length: Number(inFlight) }, worker));
console.log(JSON.stringify({ per_second: (done * 1000) / (performance.now() - begin), count: done + 1, bytes }));
