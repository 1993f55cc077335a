import type { TicketRow } from '../deps.ts';
import { lines } from '../../store/schema.ts';
import { commandHelp } from '../desk-commands.ts';
import { deskPath, type DeskProps } from './desk-props.ts';

/** What an agent does most, as forms; and all commands to choose from. One is open at a time. */
export function DeskTools(props: DeskProps & { ticket: TicketRow }) {
  const { visit, ticket, person } = props;
  const { t } = visit;
  const worked = WORKED_ON.has(ticket.stage);
  const mine = ticket.assigneeId === person.id;
  return (
    <div id="tools" class="tools" data-v={`${ticket.stage}/${ticket.line}/${ticket.assigneeId}`}>
      <details name="tool" id="tool-commands">
        <summary>{t('desk.commands')}</summary>
        <div class="tool-panel">
          <p class="small muted">{t('desk.commands.hint')}</p>
          <ul class="commands">
            {commandHelp.map(([command, hint]) => (
              <li>
                <button type="button" data-insert={t(command)}>
                  <code>{t(command)}</code>
                  <span class="muted small">{t(hint)}</span>
                </button>
              </li>
            ))}
          </ul>
        </div>
      </details>
      {worked && mine && <Resolve {...props} />}
      {(worked || ticket.stage === 'verification') && <Escalate {...props} />}
      {worked && ticket.assigneeId === null && <p class="small muted">{t('desk.claimFirst')}</p>}
    </div>
  );
}

const WORKED_ON: ReadonlySet<string> = new Set(['intake', 'diagnosis', 'solution']);

function Resolve(props: DeskProps & { ticket: TicketRow }) {
  const { visit, ticket, newId } = props;
  const { t } = visit;
  return (
    <details name="tool" id="tool-resolve">
      <summary>{t('desk.resolve')}</summary>
      <form class="tool-panel" method="post" action={`/forms/resolve/${ticket.number}`}>
        <input type="hidden" name="clientId" value={newId()} />
        <input type="hidden" name="back" value={deskPath(props)} />
        <label for="cause">{t('desk.resolve.cause')}</label>
        <textarea
          id="cause"
          name="cause"
          rows={2}
          required
          maxlength={2000}
          placeholder={t('desk.resolve.cause.hint')}
        />
        <label for="steps">{t('desk.resolve.steps')}</label>
        <textarea id="steps" name="steps" rows={3} required maxlength={8000} />
        <button type="submit" class="button primary">
          {t('desk.resolve.send')}
        </button>
      </form>
    </details>
  );
}

function Escalate(props: DeskProps & { ticket: TicketRow }) {
  const { visit, ticket, newId } = props;
  const { t } = visit;
  const here = lines.indexOf(ticket.line);
  const others = [...lines.slice(here + 1), ...lines.slice(0, here)];
  return (
    <details name="tool" id="tool-escalate">
      <summary>{t('desk.escalate')}</summary>
      <form class="tool-panel" method="post" action={`/forms/escalate/${ticket.number}`}>
        <input type="hidden" name="clientId" value={newId()} />
        <input type="hidden" name="back" value={deskPath(props)} />
        <label for="line">{t('desk.escalate.line')}</label>
        <select id="line" name="line">
          {others.map((line) => (
            <option value={line}>{t(`line.${line}`)}</option>
          ))}
        </select>
        <label for="reason">{t('desk.escalate.reason')}</label>
        <textarea id="reason" name="reason" rows={2} required maxlength={2000} />
        <button type="submit" class="button primary">
          {t('desk.escalate.send')}
        </button>
      </form>
    </details>
  );
}
