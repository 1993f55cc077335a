import type { FileRef } from '../platforms/platform.ts';

export function isPicture({ mime }: FileRef): boolean {
  return mime.startsWith('image/');
}
