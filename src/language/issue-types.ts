/** What an issue can be about; the words for each stand in `prompts/language/types.yaml`. */
export const issueTypes = [
  'hardware',
  'printer',
  'network',
  'email',
  'software',
  'account',
  'permissions',
  'mobile',
  'meeting-room',
  'procurement',
  'other',
] as const;
export type IssueType = (typeof issueTypes)[number];
