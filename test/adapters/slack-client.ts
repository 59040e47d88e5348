import { type Logger, LogLevel } from '@slack/bolt';
import {
  type ChatPostMessageResponse,
  WebAPIPlatformError,
  WebClient,
  type WebClientOptions,
} from '@slack/web-api';
import { onTestFinished } from 'vitest';
import { type FakeSlack, type FakeSlackOptions, startFakeSlack } from '../fakes/slack/index.ts';

export type Args = Readonly<Record<string, unknown>>;

export interface FakeAndClient {
  readonly fake: FakeSlack;
  readonly web: WebClient;
  client(token: string, more?: WebClientOptions): WebClient;
  /** Posts `x` into the channel, unless something else is said. */
  post(args?: Args): Promise<ChatPostMessageResponse>;
  tsOf(args?: Args): Promise<string>;
}

/** What is refused on purpose is no news. */
export const quiet: Logger = {
  ...{ debug() {}, info() {}, warn() {}, error() {}, setLevel() {}, setName() {} },
  getLevel: () => LogLevel.ERROR,
};

/** A fake Slack until the test is over, and the real client beside it, without retries. */
export async function aFake(options: FakeSlackOptions = {}): Promise<FakeAndClient> {
  const fake = await startFakeSlack(options);
  onTestFinished(fake.stop);
  const client = (token: string, more: WebClientOptions = {}) =>
    new WebClient(token, {
      ...{ slackApiUrl: fake.apiUrl, logger: quiet, retryConfig: { retries: 0 } },
      rejectRateLimitedCalls: true,
      ...more,
    });
  const web = client(fake.botToken);
  const post = async (args: Args = {}) => {
    const all = { channel: fake.channel, text: 'x', ...args };
    return (await web.apiCall('chat.postMessage', all)) as ChatPostMessageResponse;
  };
  const tsOf = async (args: Args = {}) => String((await post(args)).ts);
  return { fake, web, client, post, tsOf };
}

/** Slack's word for what is wrong, the class of the error where it has none, or `done`. */
export async function errorOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'done',
    (error: unknown) =>
      error instanceof WebAPIPlatformError ? error.data.error : (error as Error).constructor,
  );
}

/** Posts to a response_url, as the SDK does; the status and Slack's word for it. */
export async function say(url: string | undefined, body: object): Promise<string> {
  const init = { method: 'POST', body: JSON.stringify(body) };
  const response = await fetch(url ?? '', init);
  return `${response.status} ${await response.text()}`;
}
