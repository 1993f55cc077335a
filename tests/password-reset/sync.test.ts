import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DirectoryError } from '../../src/identity/accounts/account.ts';
import { DAY, openClinic, requestsOf, type Clinic } from './clinic.ts';

let clinic: Clinic;
beforeEach(async () => {
  clinic = await openClinic();
});
afterEach(() => clinic.close());

const personOf = async (id: string) => {
  const { people } = clinic.deskline.services;
  return people.byIdentity({ platform: 'slack', tenant: 'acme', userId: `U-${id}` });
};

describe('people of the directory', () => {
  it('are known by name, mail, department and language before they write', async () => {
    clinic.lab.set('ann', { department: 'Finance', name: 'Ann Müller' });
    await clinic.deskline.readPeople();
    expect(await personOf('ann')).toMatchObject({
      id: 'dir-ann',
      name: 'Ann Müller',
      email: 'ann@work.example',
      department: 'Finance',
      locale: 'en',
    });
  });

  it('I-5 who leaves has no link any more, and begins anew where he comes back', async () => {
    clinic.lab.set('ann', { state: 'disabled' });
    await clinic.deskline.readPeople();
    expect((await personOf('ann'))?.id).not.toBe('dir-ann');
    clinic.lab.set('ann', { state: 'active' });
    await clinic.deskline.readPeople();
    expect((await personOf('ann'))?.id).toBe('dir-ann');
    await clinic.user('ann').says('I forgot my password');
    expect((await requestsOf(clinic)).at(-1)?.because).toBe('young-link');
  });

  it('stay where they are while the directory is down', async () => {
    clinic.lab.before = async () => {
      throw new DirectoryError('unavailable', 'down');
    };
    await clinic.deskline.readPeople();
    expect((await personOf('ann'))?.id).toBe('dir-ann');
    await clinic.user('ann').says('I forgot my password');
    expect(clinic.user('ann').last()).toContain("I can't do this here");
    expect((await requestsOf(clinic)).at(-1)?.because).toBe('directory-down');
  });

  it('are not parted from their chats by a directory that suddenly has only a few', async () => {
    const many = Array.from({ length: 40 }, (_, n) => `p${n}`);
    const model = clinic.lab.accounts.get('ann')!;
    for (const id of many) {
      clinic.lab.accounts.set(id, {
        ...model,
        id,
        dn: `uid=${id}`,
        login: id,
        platformIds: { slack: `U-${id}` },
      });
    }
    await clinic.deskline.readPeople();
    for (const id of many) clinic.lab.accounts.delete(id);
    await clinic.deskline.readPeople();
    expect((await personOf('p7'))?.id).toBe('dir-p7');
    expect(clinic.log.join('')).toContain('ImplausibleListError');
  });

  it('PR-2 an account that changes hands counts as new', async () => {
    const { db } = clinic.deskline;
    const before = await db.read.select().from(db.tables.directoryAccounts);
    expect(before.find(({ id }) => id === 'ann')?.linkedAt).toBeLessThan(clinic.now() - 7 * DAY);
  });
});
