const paths = {
  mark: 'M4 5.5A2.5 2.5 0 0 1 6.5 3h11A2.5 2.5 0 0 1 20 5.5v8a2.5 2.5 0 0 1-2.5 2.5H11l-4.6 4.2A.85.85 0 0 1 5 19.6V16a2 2 0 0 1-1-2zM8 8.2h8M8 11.4h5',
  chat: 'M4 6.5A2.5 2.5 0 0 1 6.5 4h11A2.5 2.5 0 0 1 20 6.5v7a2.5 2.5 0 0 1-2.5 2.5H11l-5 4v-4.2a2.5 2.5 0 0 1-2-2.4z',
  desk: 'M4 13.5v-2a8 8 0 0 1 16 0v2M4 13h2.5v5H5a1 1 0 0 1-1-1zM20 13h-2.5v5H19a1 1 0 0 0 1-1zM18.5 18c0 1.7-2 2.5-4.5 2.5',
  book: 'M12 6.5C10 5 7 4.7 4 5v13.5c3-.3 6 0 8 1.5 2-1.5 5-1.8 8-1.5V5c-3-.3-6 0-8 1.5zM12 6.5V20',
  send: 'M5 12h13M12.5 6l6 6-6 6',
  attach:
    'M19 11.5l-7.2 7.2a4.6 4.6 0 0 1-6.5-6.5l7.7-7.7a3.1 3.1 0 0 1 4.4 4.4l-7.6 7.6a1.5 1.5 0 0 1-2.2-2.2l6.9-6.9',
  lock: 'M7 11V8.5a5 5 0 0 1 10 0V11M6 11h12v9H6z',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  file: 'M7 3.5h7l4 4V20.5H7zM14 3.5v4h4',
  ticket: 'M4 7h16v3.5a1.5 1.5 0 0 0 0 3V17H4v-3.5a1.5 1.5 0 0 0 0-3zM14.5 7.5v9',
  clock: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4.5l3 1.7',
  alert: 'M12 4.5l8.5 15h-17zM12 10v4.5M12 17v.2',
  person: 'M12 4.5a3.7 3.7 0 1 0 0 7.4 3.7 3.7 0 0 0 0-7.4zM4.8 20c.6-3.7 3.5-5.5 7.2-5.5s6.6 1.8 7.2 5.5',
  search: 'M10.8 4.5a6.3 6.3 0 1 0 0 12.6 6.3 6.3 0 0 0 0-12.6zM15.5 15.5l4.5 4.5',
  back: 'M19 12H6M11.5 6l-6 6 6 6',
  down: 'M6 9.5l6 6 6-6',
} as const;

export type IconName = keyof typeof paths;

/** A line drawing beside a text; screen readers pass over it. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
