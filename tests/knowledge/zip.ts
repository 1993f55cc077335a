import { deflateRawSync } from 'node:zlib';

interface Part {
  name: string;
  content?: string | Buffer;
  /** Packed already, whatever it is. */
  packed?: Buffer;
  /** The size it says it has. */
  claims?: number;
  /** UNIX permissions and kind. */
  mode?: number;
}

/** An archive as its parts say, also one that nobody would write in good faith. */
export function zipOf(parts: readonly Part[]): Uint8Array {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, content = '', packed, claims, mode = 0x81a4 } of parts) {
    const raw = Buffer.from(content);
    const body = packed ?? deflateRawSync(raw);
    const size = claims ?? raw.length;
    const path = Buffer.from(name);
    const shared = Buffer.alloc(26);
    shared.writeUInt16LE(20, 0);
    shared.writeUInt16LE(8, 4);
    shared.writeUInt32LE(packed ? 0 : crc(raw), 10);
    shared.writeUInt32LE(body.length, 14);
    shared.writeUInt32LE(size, 18);
    shared.writeUInt16LE(path.length, 22);
    const local = Buffer.concat([signature(0x04034b50), shared, path, body]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE((mode << 16) >>> 0, 6);
    tail.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([signature(0x02014b50), Buffer.from([20, 3]), shared, tail, path]));
    bodies.push(local);
    offset += local.length;
  }
  const listed = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(parts.length, 4);
  end.writeUInt16LE(parts.length, 6);
  end.writeUInt32LE(listed.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...bodies, listed, signature(0x06054b50), end]);
}

/** A document of a word processor with paragraphs of these styles. */
export function wordDocument(paragraphs: readonly (readonly [style: string, text: string])[]): Uint8Array {
  const body = paragraphs
    .map(([style, text]) => {
      const properties = style === '' ? '' : `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`;
      return `<w:p>${properties}<w:r><w:t>${text}</w:t></w:r></w:p>`;
    })
    .join('');
  const xml = '<?xml version="1.0" encoding="UTF-8"?>';
  const relation = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument';
  const word = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
  const styles = ['1', '2']
    .map(
      (n) => `<w:style w:type="paragraph" w:styleId="Heading${n}"><w:name w:val="heading ${n}"/></w:style>`,
    )
    .join('');
  return zipOf([
    {
      name: '[Content_Types].xml',
      content: `${xml}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>`,
    },
    {
      name: '_rels/.rels',
      content: `${xml}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="${relation}" Target="word/document.xml"/></Relationships>`,
    },
    {
      name: 'word/document.xml',
      content: `${xml}<w:document xmlns:w="${word}"><w:body>${body}</w:body></w:document>`,
    },
    { name: 'word/styles.xml', content: `${xml}<w:styles xmlns:w="${word}">${styles}</w:styles>` },
  ]);
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function crc(bytes: Buffer): number {
  let sum = 0xffffffff;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}
