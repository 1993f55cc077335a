import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KnownPerson } from '../../src/identity/directory.ts';
import { loadDeskPolicy } from '../../src/tickets/desk-policy.ts';
import { peopleOfPolicy, type KnownPeople } from '../../src/tickets/role-holders.ts';
import { copyContent, mistakesOf, type ContentFolder } from '../support/content-folder.ts';

const zhang: KnownPerson = { id: 'zhang', name: '张伟', profile: {}, identities: { slack: 'U1' } };

let folder: ContentFolder;
beforeEach(() => {
  folder = copyContent('desk.yaml');
});
afterEach(() => folder.remove());

const load = (people: KnownPeople = {}) => loadDeskPolicy(folder.path, {}, people);
const complaints = (people: KnownPeople) => mistakesOf(() => load(people), folder);
const give = (role: string, holder: string) =>
  folder.replace('desk.yaml', `${role}: [zhou-lan]`, `${role}: [${holder}]`);
function giveAll(holder: string) {
  for (const role of ['desk-manager', 'knowledge-admin', 'quality-officer', '  admin']) give(role, holder);
  folder.replace('desk.yaml', 'recoveryOwner: zhou-lan', `recoveryOwner: ${holder}`);
}

describe('a role', () => {
  it('may be given to somebody of the list', () => {
    give('knowledge-admin', 'zhang');
    expect(complaints({})).toHaveLength(1);
    expect(load({ listed: [zhang] }).roles['knowledge-admin']).toEqual(['zhang']);
  });

  it('given to an account is the listed person’s, or the account’s own', () => {
    give('knowledge-admin', "'slack:U1', zhang, 'slack:U2'");
    give('quality-officer', "'web:tom'");
    const { roles } = load({ listed: [zhang] });
    expect(roles['knowledge-admin']).toEqual(['zhang', 'slack:U2']);
    expect(roles['quality-officer']).toEqual(['tom']);
  });

  it('is nobody’s by a platform that isn’t one', () => {
    give('knowledge-admin', "'slak:U1'");
    expect(complaints({})[0]).toContain('there is no person slak:U1');
  });

  it('given only to people of the demo is vacant beside a real platform', () => {
    const policy = load({ demo: false });
    expect(policy.demo).toEqual([]);
    expect(policy.roles.admin).toEqual([]);
    expect(policy.survey.recoveryOwner).toBeUndefined();
    expect(policy.vacant).toEqual([
      'desk-manager',
      'knowledge-admin',
      'quality-officer',
      'admin',
      'survey.recoveryOwner',
    ]);
    giveAll("'slack:U1'");
    const named = load({ demo: false, listed: [zhang] });
    expect(named.vacant).toEqual([]);
    expect(named.survey.recoveryOwner).toBe('zhang');
  });

  it('is none of the demo’s beside a real platform, and stays with the others it is given to', () => {
    give('  admin', "zhou-lan, 'slack:U1'");
    const policy = load({ demo: false, listed: [zhang] });
    expect(policy.roles.admin).toEqual(['zhang']);
    expect(policy.vacant).not.toContain('admin');
  });
});

describe('the people of a policy', () => {
  it('are those of the demo, on the built-in platform', () => {
    expect(peopleOfPolicy(load())).toContainEqual({
      id: 'ann',
      name: 'Ann Miller',
      locale: 'en',
      department: '财务部',
      profile: { device: 'ThinkPad T14', os: 'Windows 11', room: '3F' },
      identities: { web: 'ann' },
    });
  });

  it('are accounts with a role that are on no list', () => {
    giveAll("'slack:U2'");
    expect(peopleOfPolicy(load({ demo: false, listed: [zhang] }))).toEqual([
      { id: 'slack:U2', name: 'slack:U2', profile: {}, identities: { slack: 'U2' } },
    ]);
  });

  it('must not be on the list under the same id', () => {
    const tom = { ...zhang, id: 'tom' };
    expect(complaints({ listed: [tom] })[0]).toContain('tom is in people.yaml too');
    giveAll('tom');
    expect(complaints({ listed: [tom], demo: false })).toEqual([]);
  });
});

describe('the platforms whose e-mail addresses are the company’s', () => {
  it('are none unless they are named', () => {
    expect(load().linkByEmail).toEqual([]);
    folder.replace('desk.yaml', 'linkByEmail: []', 'linkByEmail: [slack]');
    expect(load().linkByEmail).toEqual(['slack']);
  });
});
