/** Slack's side of an installation: the page of consent, the code that it gives, and the token for that code. */
import { randomUUID } from 'node:crypto';
import { Refusal, type World } from './model.ts';
import type { Args } from './spec.ts';

export interface ConsentRules {
  readonly clientId: string;
  readonly clientSecret: string;
  /** What the manifest asks for; all of it must be asked of a person, and nothing else. */
  readonly scopes: readonly string[];
  readonly problems: string[];
  baseUrl(): string;
  world(team: string): World;
}

/** What somebody does on the page. */
export interface Consenting {
  readonly team: string;
  /** Presses *Cancel*. */
  readonly isDenied?: boolean;
  /** Optional scopes that are not given. */
  readonly without?: readonly string[];
  /** Installs for the whole organisation. */
  readonly isOrg?: boolean;
  /** The app has token rotation on. */
  readonly rotates?: boolean;
}

/** Where the page sends a browser, which has the app's cookies by then. */
export interface Return {
  readonly to: string;
  readonly cookie: string;
}

/** What the browser shows in the end. */
export interface Landed {
  readonly status: number;
  /** Of the page, its markup and style left out. */
  readonly words: string;
  readonly headers: Headers;
}

export interface Consents {
  /** Opens the app's own address, `http://…/slack/install`, and acts on Slack's page. */
  consent(from: string, how: Consenting): Promise<Return>;
  goBack(back: Return): Promise<Landed>;
  /** `oauth.v2.access`. @throws Refusal */
  exchange(args: Args): object;
}

interface Given extends Consenting {
  readonly redirect: string | undefined;
  readonly scopes: readonly string[];
}

export function createConsents(rules: ConsentRules): Consents {
  const codes = new Map<string, Given>();
  const give = (asked: URL, how: Consenting): string => {
    const code = `${Date.now()}.${randomUUID()}`;
    const wanted = asked.searchParams.get('scope')?.split(',') ?? [];
    const scopes = wanted.filter((scope) => how.without?.includes(scope) !== true);
    codes.set(code, {
      ...how,
      scopes,
      redirect: asked.searchParams.get('redirect_uri') ?? undefined,
    });
    return code;
  };
  return {
    consent: async (from, how) => {
      const sent = await fetch(from, browsing());
      const asked = new URL(sent.headers.get('location') ?? 'about:blank');
      checkAsked(asked, rules);
      const back = new URL(asked.searchParams.get('redirect_uri') ?? '/slack/oauth_redirect', from);
      if (how.isDenied) back.searchParams.set('error', 'access_denied');
      else back.searchParams.set('code', give(asked, how));
      back.searchParams.set('state', asked.searchParams.get('state') ?? '');
      const cookies = sent.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0]);
      return { to: back.href, cookie: cookies.join('; ') };
    },
    goBack: async ({ to, cookie }) => {
      const response = await fetch(to, { ...browsing(), headers: { cookie } });
      return {
        status: response.status,
        words: wordsOf(await response.text()),
        headers: response.headers,
      };
    },
    exchange: ({ client_id, client_secret, code, redirect_uri }) => {
      if (client_id !== rules.clientId) throw new Refusal('invalid_client_id');
      if (client_secret !== rules.clientSecret) throw new Refusal('bad_client_secret');
      const given = codes.get(String(code));
      codes.delete(String(code));
      if (given === undefined) throw new Refusal('invalid_code');
      if (given.redirect !== redirect_uri) throw new Refusal('bad_redirect_uri');
      return grant(rules.world(given.team), given);
    },
  };
}

/** A page that does not come is given up. */
function browsing(): RequestInit {
  return { redirect: 'manual', signal: AbortSignal.timeout(10_000) };
}

function checkAsked({ href, searchParams }: URL, rules: ConsentRules): void {
  const { problems } = rules;
  if (!href.startsWith(`${rules.baseUrl()}/oauth/v2/authorize?`))
    problems.push(`consent is asked at ${href}`);
  if (searchParams.get('client_id') !== rules.clientId) problems.push('consent without client_id');
  if (!searchParams.get('state')) problems.push('consent without a state');
  const scopes = searchParams.get('scope')?.split(',').sort().join();
  if (scopes !== rules.scopes.toSorted().join()) problems.push(`consent is asked for ${scopes}`);
}

/** A workspace that had the app keeps its token; one that removed it gets a new one. */
function grant(world: World, { scopes, isOrg = false, rotates = false }: Given): object {
  const { installation } = world;
  if (installation.refusal !== undefined) {
    installation.old.set(installation.botToken, installation.refusal);
    installation.botToken = '';
  }
  installation.refusal = undefined;
  installation.scopes = scopes;
  installation.isWhole = true;
  if (installation.botToken === '') installation.botToken = `xoxb-${world.team}-${randomUUID()}`;
  world.changed();
  return {
    ...{ access_token: installation.botToken, token_type: 'bot', scope: scopes.join(',') },
    ...{ bot_user_id: world.self, app_id: world.app, is_enterprise_install: isOrg },
    team: isOrg ? null : { id: world.team, name: world.name },
    enterprise: isOrg ? { id: 'E0PB0000001', name: 'Organisation' } : null,
    authed_user: { id: [...world.users.values()].find(({ isAdmin }) => isAdmin)?.id },
    ...(rotates && { refresh_token: 'xoxe-1-fake', expires_in: 43_200 }),
  };
}

function wordsOf(html: string): string {
  return html
    .replace(/<(style|title)>[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&')
    .replace(/\s+/g, ' ')
    .trim();
}
