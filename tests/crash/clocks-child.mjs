// The watch over the clocks, as `npm run build` makes it, in a process that ends itself where it is told to.
import pino from 'pino';
import { loadMessages } from '../../dist/content/messages.js';
import { createTimerWatch } from '../../dist/runtime/timers.js';
import { createWorker } from '../../dist/runtime/worker.js';
import { createServiceLevels } from '../../dist/service-levels.js';
import { openDatabase } from '../../dist/store/open.js';
import { loadDeskPolicy } from '../../dist/tickets/desk-policy.js';
import { createTicketQueries } from '../../dist/tickets/ticket-queries.js';
import { createTicketService } from '../../dist/tickets/ticket-service.js';
import { releaseLeases } from '../../dist/runtime/inbox.js';

const { databaseUrl, contentDir, shift, crashAt } = JSON.parse(process.argv[2]);
const now = () => Date.now() + shift;
const log = pino({ level: process.env.TEST_LOG ?? 'silent' });
let passed = 0;
const probe = (point) => {
  if (point === crashAt?.point && ++passed === crashAt.passing) process.kill(process.pid, 'SIGKILL');
};
const db = openDatabase({ url: databaseUrl, migrationsFolder: 'migrations', onPoolError: () => {} });
const policy = loadDeskPolicy(contentDir);
const messages = loadMessages('prompts', ['common', 'desk', 'service-levels']);
const queries = createTicketQueries(db);
const tickets = createTicketService(db, policy);
const { slaWatch } = createServiceLevels({ db, policy, messages, tickets, queries, now });
await releaseLeases(db);
const handle = async (event) => (await slaWatch.planFor(event)) ?? { result: 'ignored' };
const worker = createWorker({ db, owner: String(process.pid), now, log, probe, handle });
const timers = createTimerWatch({ db, now, log, probe, onMoved: () => worker.wake() });
worker.start();
timers.start();
process.send({ is: 'ready' });
process.on('message', () => void worker.idle().then(() => process.exit()));
process.on('disconnect', () => process.exit());
