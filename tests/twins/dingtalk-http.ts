import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import {
  pushedWords,
  seen,
  showCard,
  webhookWords,
  type Cloud,
  type Fault,
  type Kept,
  type WebhookBody,
} from './dingtalk-cloud.ts';

interface Answer {
  status: number;
  body: unknown;
  bytes?: { mime: string; bytes: Buffer };
}

type Json = Record<string, unknown>;

const ok = (body: unknown): Answer => ({ status: 200, body });
const refuse = (status: number, code: string, more: Json = {}): Answer => ({
  status,
  body: { code, message: `twin: ${code}`, requestid: 'r1', ...more },
});
const old = (errcode: number, errmsg = 'twin'): Answer => ok({ errcode, errmsg });

/** api.dingtalk.com, oapi.dingtalk.com and the gateway, all at one address. */
export function openHttp(cloud: Cloud): Server {
  const blockedUntil = new Map<string, number>();
  const times = new Map<string, number[]>();

  /** Counts one of at most `limit` in `spanMs`; false where it is one too many. */
  function within(name: string, limit: number, spanMs: number): boolean {
    const at = cloud.now();
    const recent = (times.get(name) ?? []).filter((time) => time > at - spanMs);
    if (recent.length < limit) recent.push(at);
    else return false;
    times.set(name, recent);
    return true;
  }

  function post(kept: Kept, way: 'webhook' | 'direct' | 'group' | 'card'): void {
    cloud.messages.push(kept);
    cloud.ledger.posted.push({ way, place: kept.place, body: kept.body });
  }

  function gateway(body: Json): Answer {
    if (cloud.gateway === 'fails') return refuse(500, 'ServiceUnavailable');
    const right = body['clientId'] === cloud.clientId && body['clientSecret'] === cloud.secret;
    if (!right || cloud.gateway === 'refuses') return refuse(401, 'authFailed');
    const ticket = `ticket ${cloud.next()}`;
    cloud.tickets.add(ticket);
    return ok({ endpoint: `${cloud.url.replace('http', 'ws')}/connect`, ticket });
  }

  function accessToken(body: Json): Answer {
    if (body['appKey'] !== cloud.clientId || body['appSecret'] !== cloud.secret) {
      return refuse(400, 'invalidClientIdOrSecret');
    }
    const accessToken = `token-${cloud.next()}`;
    cloud.tokens.set(accessToken, cloud.now() + 7_200_000);
    return ok({ accessToken, expireIn: cloud.expireIn });
  }

  function webhook(url: URL, body: Json): Answer {
    const session = cloud.sessions.get(url.searchParams.get('session') ?? '');
    if (!session || session.until < cloud.now()) return old(300005, 'session expired');
    const { place } = session;
    if ((blockedUntil.get(place) ?? 0) > cloud.now()) return old(410100, 'send too fast');
    if (!within(`webhook ${place}`, cloud.limits.webhookPerMinute, 60_000)) {
      blockedUntil.set(place, cloud.now() + 600_000);
      return old(410100, 'send too fast');
    }
    const at = body['at'] as { isAtAll?: boolean } | undefined;
    if (at?.isAtAll) throw new Error('The bot called everybody');
    post(seen(cloud, { place, body, words: webhookWords(body as WebhookBody) }), 'webhook');
    return old(0, 'ok');
  }

  function push(body: Json, way: 'direct' | 'group'): Answer {
    if (!cloud.permitted) {
      return refuse(403, 'Forbidden.AccessDenied.AccessTokenPermissionDenied', {
        accessdenieddetail: { requiredScopes: ['qyapi_robot_sendmsg'] },
      });
    }
    if (body['robotCode'] !== cloud.clientId) return refuse(400, 'invalidParameter.robotCode.auth');
    const msgParam = String(body['msgParam']);
    if (Buffer.byteLength(msgParam) > 15_000) return refuse(400, 'invalidParameter.msgParam.invalid');
    const words = pushedWords(cloud, String(body['msgKey']), JSON.parse(msgParam) as Record<string, string>);
    const processQueryKey = `pqk${cloud.next()}`;
    const send = (place: string) => post({ ...seen(cloud, { place, body, words }), processQueryKey }, way);
    if (way === 'group') {
      const group = String(body['openConversationId']);
      if (!cloud.groups.has(group)) return refuse(400, 'invalid.openConversationId');
      send(group);
      return ok({ processQueryKey });
    }
    const users = body['userIds'] as string[];
    const held = users.filter((user) => cloud.flowControlled.has(user));
    const filtered = users.filter((user) => cloud.filtered.has(user));
    const invalid = users.filter(
      (user) => (cloud.accounts.get(user)?.kind ?? 'member') !== 'member' || !cloud.accounts.has(user),
    );
    for (const user of users) if (![...held, ...filtered, ...invalid].includes(user)) send(user);
    return ok({
      processQueryKey,
      invalidStaffIdList: invalid,
      flowControlledStaffIdList: held,
      ...(filtered.length > 0 ? { filteredStaffIdList: filtered } : {}),
    });
  }

  function recall(body: Json): Answer {
    for (const kept of cloud.messages) {
      if ((body['processQueryKeys'] as string[]).includes(kept.processQueryKey ?? '')) kept.deleted = true;
    }
    return ok({ successResult: body['processQueryKeys'], failedResult: {} });
  }

  function deliverCard(body: Json): Answer {
    if (!cloud.cardTemplateId || body['cardTemplateId'] !== cloud.cardTemplateId) {
      return refuse(400, 'param.templateNotExist');
    }
    const [, kind, place = ''] =
      /^dtv1\.card\/\/(IM_GROUP|IM_ROBOT)\.(.+)$/.exec(String(body['openSpaceId'])) ?? [];
    const id = String(body['outTrackId']);
    if (id.length > 64) return refuse(400, 'param.outTrackId');
    const known = kind === 'IM_GROUP' ? cloud.groups.has(place) : cloud.accounts.has(place);
    const result = {
      outTrackId: id,
      deliverResults: [{ spaceId: place, success: known, errorMsg: known ? '' : 'no such space' }],
    };
    if (known && !cloud.messages.some((kept) => kept.id === id)) {
      const data = body['cardData'] as { cardParamMap: Record<string, string> };
      const words = { text: '', buttons: [], files: [] };
      const kept: Kept = {
        ...seen(cloud, { place, body, words }),
        id,
        card: { params: data.cardParamMap, own: new Map() },
      };
      showCard(kept);
      post(kept, 'card');
    }
    return ok({ success: true, result });
  }

  function changeCard(body: Json): Answer {
    const kept = cloud.messages.find(({ id }) => id === body['outTrackId']);
    if (!kept?.card) return refuse(400, 'param.outTrackIdNotExist');
    const data = body['cardData'] as { cardParamMap: Record<string, string> };
    Object.assign(kept.card.params, data.cardParamMap);
    const own = (body['privateData'] ?? {}) as Record<string, { cardParamMap: Record<string, string> }>;
    for (const [user, { cardParamMap }] of Object.entries(own)) kept.card.own.set(user, cardParamMap);
    Object.assign(kept, { edited: true, body });
    showCard(kept);
    return ok({ success: true, result: true });
  }

  async function upload(request: IncomingMessage, raw: Buffer): Promise<Answer> {
    const headers = { 'content-type': request.headers['content-type'] ?? '' };
    const form = await new Response(new Uint8Array(raw), { headers }).formData();
    const file = form.get('media');
    if (!(file instanceof File)) return old(400, 'no media');
    const id = `@media${cloud.next()}`;
    cloud.media.set(id, { name: file.name, bytes: Buffer.from(await file.arrayBuffer()) });
    return ok({ errcode: 0, errmsg: 'ok', type: 'file', media_id: id });
  }

  function user(body: Json): Answer {
    if (!cloud.addressBook)
      return ok({ errcode: 88, sub_code: '60011', sub_msg: 'no permission', errmsg: 'isv.error' });
    const account = cloud.accounts.get(String(body['userid']));
    if (!account) return old(60121, 'no such user');
    const { id, name, email } = account;
    return ok({
      errcode: 0,
      errmsg: 'ok',
      result: { userid: id, name, org_email: email, dept_id_list: [7] },
    });
  }

  async function route(request: IncomingMessage, url: URL, raw: Buffer): Promise<Answer> {
    const path = url.pathname;
    const isForm = request.headers['content-type']?.startsWith('multipart/') ?? false;
    const body = (raw.length > 0 && !isForm ? JSON.parse(raw.toString()) : {}) as Json;
    if (path === '/v1.0/gateway/connections/open') return gateway(body);
    if (path === '/v1.0/oauth2/accessToken') return accessToken(body);
    if (path === '/robot/sendBySession') return webhook(url, body);
    const [, download] = /^\/downloads\/(.+)$/.exec(path) ?? [];
    const file = download && cloud.downloads.get(download);
    if (file)
      return { status: 200, body: '', bytes: { mime: 'application/octet-stream', bytes: file.bytes } };
    const isOld = !path.startsWith('/v1.0/');
    const token = isOld
      ? url.searchParams.get('access_token')
      : request.headers['x-acs-dingtalk-access-token'];
    if ((cloud.tokens.get(String(token)) ?? 0) < cloud.now()) {
      return isOld ? old(40014, 'invalid access_token') : refuse(400, 'InvalidAuthentication');
    }
    if (!isOld && cloud.quota === 'used up') return refuse(403, 'Forbidden.AccessDenied.ApiCountLimitForOrg');
    if (!within(path, cloud.limits.apiPerSecond, 1_000)) {
      return refuse(403, 'Forbidden.AccessDenied.QpsLimitForAppkeyAndApi');
    }
    switch (`${request.method} ${path}`) {
      case 'POST /v1.0/robot/oToMessages/batchSend':
        return push(body, 'direct');
      case 'POST /v1.0/robot/groupMessages/send':
        return push(body, 'group');
      case 'POST /v1.0/robot/otoMessages/batchRecall':
      case 'POST /v1.0/robot/groupMessages/recall':
        return recall(body);
      case 'POST /v1.0/card/instances/createAndDeliver':
        return deliverCard(body);
      case 'PUT /v1.0/card/instances':
        return changeCard(body);
      case 'POST /v1.0/robot/messageFiles/download':
        return cloud.downloads.has(String(body['downloadCode']))
          ? ok({ downloadUrl: `${cloud.url}/downloads/${String(body['downloadCode'])}` })
          : refuse(400, 'invalidParameter.downloadCode');
      case 'POST /media/upload':
        return upload(request, raw);
      case 'POST /topapi/v2/user/get':
        return user(body);
      case 'POST /topapi/v2/department/get':
        return ok({ errcode: 0, result: { dept_id: 7, name: '\u8d22\u52a1\u90e8' } });
      default:
        return refuse(404, 'NotFound');
    }
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const url = new URL(request.url ?? '/', cloud.url);
    if (cloud.down) return void request.socket.destroy();
    cloud.ledger.calls.push({ path: url.pathname, at: cloud.now() });
    const fault = takeFault(cloud, url.pathname);
    let result: Answer | undefined;
    if (!fault || fault.accepts) {
      try {
        result = await route(request, url, Buffer.concat(chunks));
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        result = refuse(400, 'invalidParameter.msgParam.invalid');
      }
    }
    cloud.ledger.changed();
    if (fault?.hangs) return;
    if (fault?.cuts) return void request.socket.destroy();
    const status = fault?.status ?? (fault ? 200 : (result?.status ?? 500));
    response.writeHead(status, {
      'content-type': result?.bytes?.mime ?? 'application/json',
      ...fault?.headers,
    });
    response.end(fault?.raw ?? result?.bytes?.bytes ?? JSON.stringify(fault?.body ?? result?.body ?? {}));
  }

  return createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      // A client that has gone, or a body that no client should send: the test sees the missing entry.
      if (!response.headersSent) response.writeHead(500).end(String(error));
    });
  });
}

function takeFault(cloud: Cloud, path: string): Fault | undefined {
  const index = cloud.faults.findIndex(({ ending }) => path.endsWith(ending));
  return index === -1 ? undefined : cloud.faults.splice(index, 1)[0]?.fault;
}
