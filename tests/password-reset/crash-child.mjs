// The whole program, as `npm run build` makes it, with a real directory and real senders of codes, in a process of its own that ends
// itself where it is told to. Not TypeScript: it is started some twenty times, and there is nothing to translate in it.
import { join } from 'node:path';
import pino from 'pino';
import { readConfig } from '../../dist/config.js';
import { loadContent } from '../../dist/content.js';
import { createDeskline } from '../../dist/deskline.js';
import { createLdapDirectory } from '../../dist/identity/accounts/ldap/ldap-directory.js';
import { addressIn } from '../../dist/identity/password-reset/notices.js';
import { createMailPlatform } from '../../dist/platforms/mail/mail-platform.js';
import { createSmsPlatform } from '../../dist/platforms/sms/sms-platform.js';
import { serveWeb } from '../../dist/web-server.js';

const root = join(import.meta.dirname, '..', '..');
const loaded = loadContent(readConfig({ CONTENT_DIR: process.env.CONTENT_DIR, PORT: '0', LOCALE: 'en' }));
// People come from the directory alone; the pages know them as those of the demo.
const content = { ...loaded, directory: { known: [], linkByEmail: [] } };
const log = pino({ level: 'trace' }, pino.destination(process.env.LOG_FILE));

process.on('disconnect', () => process.exit());
process.once('message', (order) => void run(order));

async function run({ databaseUrl, directory: settings, smtpUrl, smsUrl, crashAt }) {
  const now = () => Date.now();
  let passed = 0;
  const probe = (point) => {
    if (point === crashAt?.point && ++passed === crashAt.passing) process.kill(process.pid, 'SIGKILL');
  };
  const accounts = createLdapDirectory(settings);
  const addresses = {
    async resolve(handle) {
      const address = addressIn(handle);
      return address && (await accounts.byId(address.accountId))?.[address.kind];
    },
  };
  const { mail } = readConfig({ SMTP_URL: smtpUrl, MAIL_FROM: 'bot@desk.example' });
  const sms = { provider: 'http', country: '+86', url: smsUrl, token: 'token' };
  const reset = {
    policy: { ...content.resetPolicy, linkAge: 0, contactsUnchanged: 0, proofs: ['sms', 'mail'] },
    accounts,
    channels: {
      mail: createMailPlatform(mail, { addresses, now }),
      sms: createSmsPlatform(sms, { addresses, now }),
    },
    secret: 'a secret for tests, longer than 32 characters',
    baseUrl: 'http://desk.example',
    isCommonPassword: () => false,
    words: [],
    revocation: undefined,
    problems: [],
    demo: undefined,
  };
  const config = readConfig({ CONTENT_DIR: process.env.CONTENT_DIR, PORT: '0' });
  const migrationsFolder = join(root, 'migrations');
  const deskline = await createDeskline({ databaseUrl, content, migrationsFolder, log, now, probe, reset });
  const server = await serveWeb({ deskline, config, log, now, root, reset });
  await deskline.start();
  await deskline.settle();
  const settle = async () => {
    await deskline.settle();
    process.send({ is: 'settled' });
  };
  const stop = async () => {
    await server.close();
    await deskline.stop();
    process.disconnect();
  };
  process.on('message', (next) => void (next.do === 'settle' ? settle() : stop()));
  process.send({ is: 'ready', address: server.address });
}
