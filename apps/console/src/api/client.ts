import { ApiError, errorOf } from './api-error.ts';
import { type QueryValue, queryString } from './query-string.ts';

export interface ApiRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly query?: Readonly<Record<string, QueryValue>>;
  /** Sent as JSON, except bytes and files, which are sent as they are with `contentType`. */
  readonly body?: unknown;
  readonly contentType?: string;
  readonly signal?: AbortSignal;
}

/** Asks the platform and answers what it says. Throws {@link ApiError}. Nothing to read (204) gives undefined. */
export async function call<Answer>(path: string, request: ApiRequest = {}): Promise<Answer> {
  const response = await send(path, request);
  if (response.status === 204) return undefined as Answer;
  try {
    return (await response.json()) as Answer;
  } catch (cause) {
    throw new ApiError('unreadable', { status: response.status, cause });
  }
}

/** Fetches a file and hands it to the browser to save under the name the platform gives it. */
export async function download(path: string, fallbackName: string, query: ApiRequest['query'] = {}): Promise<void> {
  const response = await send(path, { query });
  const address = URL.createObjectURL(await response.blob());
  const anchor = document.createElement('a');
  anchor.href = address;
  anchor.download = fileName(response.headers.get('content-disposition')) ?? fallbackName;
  anchor.click();
  URL.revokeObjectURL(address);
}

/** Text of a file, or undefined when it is longer than `maxBytes` or not UTF-8. */
export async function readText(path: string, maxBytes: number): Promise<string | undefined> {
  const bytes = new Uint8Array(await (await send(path, {})).arrayBuffer());
  if (bytes.length > maxBytes) return undefined;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

async function send(path: string, request: ApiRequest): Promise<Response> {
  const { body, contentType } = bodyOf(request);
  const response = await fetch(`${path}${queryString(request.query ?? {})}`, {
    method: request.method ?? 'GET',
    credentials: 'same-origin',
    headers: {
      accept: 'application/json, application/problem+json, */*',
      ...(contentType === undefined ? {} : { 'content-type': contentType }),
    },
    ...(body === undefined ? {} : { body }),
    ...(request.signal === undefined ? {} : { signal: request.signal }),
  }).catch((cause: unknown) => {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
    throw new ApiError('unreachable', { cause });
  });
  if (!response.ok) throw await errorOf(response);
  return response;
}

function bodyOf(request: ApiRequest): { body: BodyInit | undefined; contentType: string | undefined } {
  if (request.body === undefined) return { body: undefined, contentType: undefined };
  if (request.contentType !== undefined) return { body: request.body as BodyInit, contentType: request.contentType };
  return { body: JSON.stringify(request.body), contentType: 'application/json' };
}

/** RFC 6266: the extended name before the plain one. */
function fileName(disposition: string | null): string | undefined {
  const extended = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? '')?.[1];
  if (extended !== undefined) return decodeURIComponent(extended);
  return /filename="?([^";]+)"?/i.exec(disposition ?? '')?.[1];
}
