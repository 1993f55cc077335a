import { execFileSync } from 'node:child_process';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Certificates {
  ca: string;
  cert: string;
  key: string;
}

/** An authority and a server's certificate of its own (for localhost, 127.0.0.1 and `ip`), by openssl, in `folder`. */
export function makeCertificates(folder: string, ip = '127.0.0.1'): Certificates {
  const at = (name: string) => join(folder, name);
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const extensions = `subjectAltName=DNS:localhost,IP:127.0.0.1,IP:${ip}\n`;
  writeFileSync(at('extensions'), extensions);
  openssl(
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-days',
    '30',
    '-subj',
    '/CN=Lab CA',
  );
  openssl(
    'req',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-keyout',
    'srv.key',
    '-out',
    'srv.csr',
    '-subj',
    '/CN=localhost',
  );
  openssl(
    'x509',
    '-req',
    '-in',
    'srv.csr',
    '-CA',
    'ca.pem',
    '-CAkey',
    'ca.key',
    '-CAcreateserial',
    '-days',
    '30',
    '-extfile',
    'extensions',
    '-out',
    'srv.pem',
  );
  chmodSync(at('srv.key'), 0o600);
  return { ca: at('ca.pem'), cert: at('srv.pem'), key: at('srv.key') };
}
