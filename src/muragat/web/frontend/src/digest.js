// A worker that computes the SHA-256 of files of any size, piece by piece, also where the page came over plain HTTP.
import { sha256 } from '@noble/hashes/sha2.js';

const PIECE = 4 << 20;
const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');

self.onmessage = async ({ data: { number, file } }) => {
  try {
    const digest = sha256.create();
    for (let start = 0; start < file.size; start += PIECE) {
      digest.update(new Uint8Array(await file.slice(start, start + PIECE).arrayBuffer()));
      self.postMessage({ number, done: Math.min(start + PIECE, file.size) });
    }
    self.postMessage({ number, sha256: hex(digest.digest()) });
  } catch (error) {
    self.postMessage({ number, error: String(error) });
  }
};
