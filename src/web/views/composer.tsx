import type { Visit } from '../visit.ts';
import { Icon } from './icons.tsx';

export interface ComposerProps {
  visit: Visit;
  channel: string;
  thread?: string | undefined;
  label: string;
  placeholder: string;
  back: string;
  newId: () => string;
}

/** Where one writes. Without script it is a form that comes back to the page. */
export function Composer({ visit, channel, thread, label, placeholder, back, newId }: ComposerProps) {
  const { t } = visit;
  return (
    <form
      id="composer"
      class="composer"
      method="post"
      action="/forms/message"
      enctype="multipart/form-data"
      data-compose
      data-uploading={t('chat.uploading')}
      data-sending={t('message.sending')}
      data-remove={t('chat.attach.remove', { name: '%s' })}
      data-you={t('chat.you')}
    >
      <input type="hidden" name="channel" value={channel} />
      {thread !== undefined && <input type="hidden" name="thread" value={thread} />}
      <input type="hidden" name="clientId" value={newId()} />
      <input type="hidden" name="back" value={back} />
      <ul id="attached" class="attached" aria-live="polite" />
      <p id="compose-error" class="compose-error" role="alert" hidden />
      <div class="composer-row">
        <label class="attach" title={`${t('chat.attach')}: ${t('chat.attach.hint')}`}>
          <Icon name="attach" />
          <span class="hidden">{t('chat.attach')}</span>
          <input
            type="file"
            name="file"
            multiple
            accept=".png,.jpg,.jpeg,.gif,.webp,.pdf,.txt,.log,.docx,.xlsx,.zip"
          />
        </label>
        <label class="hidden" for="text">
          {label}
        </label>
        <textarea
          id="text"
          name="text"
          rows={1}
          placeholder={placeholder}
          aria-describedby="compose-keys"
          autocomplete="off"
        />
        <button type="submit" class="send" aria-label={t('chat.send')} title={t('chat.send')}>
          <Icon name="send" />
        </button>
      </div>
      <noscript>
        <p class="small muted no-script">{t('app.no-script')}</p>
      </noscript>
      <p id="compose-keys" class="compose-keys">
        {t('chat.keys')}
      </p>
    </form>
  );
}
