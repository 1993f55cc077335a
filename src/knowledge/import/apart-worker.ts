import { parentPort, workerData } from 'node:worker_threads';
import type { Report, Task } from './apart.ts';
import { readFiles } from './files.ts';

// The thread that readFilesApart begins; what it is given comes from there alone.
const { files, rules } = workerData as Task;
const say = (report: Report) => parentPort?.postMessage(report);
say({ imported: await readFiles(files, rules, (reading) => say({ reading })) });
