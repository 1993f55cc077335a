import chineseDays from 'chinese-days';

/**
 * Whether a day is worked by the order of the State Council: statutory holidays and the weekends worked instead.
 * Undefined for an ordinary day, and for every day of a year that is not known yet.
 */
export function isOpenInChina(day: string): boolean | undefined {
  const { name, work } = chineseDays.getDayDetail(day);
  // Days of the order are named `National Day,国庆节,3`; others by their weekday.
  return name.includes(',') ? work : undefined;
}

/** Whether the order for a year is known: for one that isn't, every weekday silently counts as worked. */
export function knowsChineseHolidays(year: number): boolean {
  return chineseDays.getHolidaysInRange(`${year}-01-01`, `${year}-12-31`, false).length > 0;
}
