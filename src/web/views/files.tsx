import type { FileRef } from '../../platforms/platform.ts';
import { Icon } from './icons.tsx';

/** Attached files; pictures are shown small. */
export function Files({ files }: { files: FileRef[] }) {
  if (files.length === 0) return null;
  return (
    <ul class="files">
      {files.map((file) => (
        <li>
          <a href={`/files/${encodeURIComponent(file.id)}`} download={file.name}>
            {file.mime.startsWith('image/') ? (
              <img src={`/files/${encodeURIComponent(file.id)}`} alt={file.name} loading="lazy" />
            ) : (
              <Icon name="file" />
            )}
            <span>
              {file.name} <small class="muted">{sizeOf(file.size)}</small>
            </span>
          </a>
        </li>
      ))}
    </ul>
  );
}

function sizeOf(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < 1024 * 1024) return `${Math.round(bytes / 1024)} KB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}
