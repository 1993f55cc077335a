import { Files } from './files.tsx';
import type { TicketPageProps } from './ticket-props.ts';
import { ExactTime } from './time.tsx';

/** Why the ticket has these deadlines: every rule, span and pause (requirement Y3). */
export function Why({ visit, why }: TicketPageProps) {
  if (why.length === 0) return null;
  return (
    <section class="why">
      <h2 id="why">{visit.t('ticket.why')}</h2>
      {paragraphs(why).map(({ words, items }) => (
        <>
          {words.map((line) => (
            <p>{line}</p>
          ))}
          {items.length > 0 && (
            <ul>
              {items.map((item) => (
                <li>{item}</li>
              ))}
            </ul>
          )}
        </>
      ))}
    </section>
  );
}

/** The incident that it is a part of, or the tickets that are parts of it. */
export function Family({ visit, whole, parts }: TicketPageProps) {
  if (!whole && parts.length === 0) return null;
  const { t } = visit;
  return (
    <section>
      <h2>{t(whole ? 'ticket.parent' : 'ticket.parts')}</h2>
      <ul class="family">
        {(whole ? [whole] : parts).map((one) => (
          <li>
            <a href={`/tickets/${one.number}`}>{one.number}</a> <span dir="auto">{one.title}</span>{' '}
            <span class="badge">{t(`stage.${one.stage}`)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** The collaboration sheet: who does what by when. */
export function Tasks({ visit, tasks, nameOf }: TicketPageProps) {
  if (tasks.length === 0) return null;
  const { t } = visit;
  return (
    <section>
      <h2>{t('ticket.tasks')}</h2>
      <ol class="tasks">
        {tasks.map((task) => {
          const state = task.state === 'open' && task.dueAt < visit.at ? 'late' : task.state;
          return (
            <li>
              <span class={`badge task-${state}`}>{t(`task.${state}`)}</span>{' '}
              <span dir="auto">
                {task.deliverable === '' ? task.title : `${task.title}: ${task.deliverable}`}
              </span>
              <span class="muted small">
                {' '}
                {nameOf(task.ownerId)} · <ExactTime at={task.dueAt} visit={visit} />
                {task.result ? ` · ${task.result}` : ''}
              </span>
              <Files files={task.files} />
            </li>
          );
        })}
      </ol>
    </section>
  );
}

interface Paragraph {
  words: string[];
  items: string[];
}

function paragraphs(lines: readonly string[]): Paragraph[] {
  const found: Paragraph[] = [{ words: [], items: [] }];
  for (const line of lines) {
    const last = found.at(-1);
    if (line === '' || !last) found.push({ words: [], items: [] });
    else if (line.startsWith('- ')) last.items.push(line.slice(2));
    else last.words.push(line);
  }
  return found;
}
