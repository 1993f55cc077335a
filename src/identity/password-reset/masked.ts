/** An address as it may be shown to whoever has the page: enough to know one's own. */
export function maskedMail(address: string): string {
  const [user = '', domain = ''] = address.split('@');
  const [first = ''] = user;
  const [host = '', ...rest] = domain.split('.');
  return `${first}***@${host[0] ?? ''}***${rest.length > 0 ? `.${rest.join('.')}` : ''}`;
}

/** The last digits of a number. */
export function maskedPhone(number: string): string {
  return `***${number.replace(/\D/g, '').slice(-3)}`;
}
