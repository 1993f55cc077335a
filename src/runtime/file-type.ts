const OFFICE = {
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

const KNOWN = /^(?:png|jpe?g|gif|webp|pdf|docx|xlsx|zip|txt|log)$/;

export interface FileType {
  mime: string;
  extension: string;
}

/** True of the endings that belong to one of the types `fileType` knows. */
export function isKnownExtension(extension: string): boolean {
  return KNOWN.test(extension.toLowerCase());
}

/**
 * What a file is by its content, among the types that are known; its name only chooses between kinds that look
 * alike inside. Undefined for any other.
 */
export function fileType(name: string, bytes: Uint8Array): FileType | undefined {
  const extension = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase();
  if (begins(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) {
    return { mime: 'image/png', extension: 'png' };
  }
  if (begins(bytes, [0xff, 0xd8, 0xff])) {
    return { mime: 'image/jpeg', extension: extension === 'jpeg' ? 'jpeg' : 'jpg' };
  }
  if (ascii(bytes, 0, 'GIF87a') || ascii(bytes, 0, 'GIF89a')) return { mime: 'image/gif', extension: 'gif' };
  if (ascii(bytes, 0, 'RIFF') && ascii(bytes, 8, 'WEBP')) return { mime: 'image/webp', extension: 'webp' };
  if (ascii(bytes, 0, '%PDF-')) return { mime: 'application/pdf', extension: 'pdf' };
  if (begins(bytes, [0x50, 0x4b, 0x03, 0x04]) || begins(bytes, [0x50, 0x4b, 0x05, 0x06])) {
    return zipType(extension, bytes);
  }
  if ((extension === 'txt' || extension === 'log') && looksLikeText(bytes)) {
    return { mime: 'text/plain', extension };
  }
  return undefined;
}

function zipType(extension: string | undefined, bytes: Uint8Array): FileType | undefined {
  const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (extension === 'docx' && content.includes('word/')) return { mime: OFFICE.docx, extension };
  if (extension === 'xlsx' && content.includes('xl/')) return { mime: OFFICE.xlsx, extension };
  if (extension === 'zip') return { mime: 'application/zip', extension };
  return undefined;
}

/** Logs come in any encoding (GBK, UTF-16 with its mark); what they don't have is control characters. */
function looksLikeText(bytes: Uint8Array): boolean {
  if (begins(bytes, [0xff, 0xfe]) || begins(bytes, [0xfe, 0xff])) return true;
  return bytes.every((byte) => byte >= 0x20 || (byte >= 0x07 && byte <= 0x0d) || byte === 0x1b);
}

function begins(bytes: Uint8Array, magic: number[]): boolean {
  return magic.every((byte, i) => bytes[i] === byte);
}

function ascii(bytes: Uint8Array, offset: number, text: string): boolean {
  return Buffer.from(text, 'latin1').every((byte, i) => bytes[offset + i] === byte);
}
