/** A request that is refused; the edge turns it into the services' error body (API notes, section 3). */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly status: number;
  readonly errorCode: string;
  readonly parameters: readonly (string | number)[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    errorCode: string,
    detail: string,
    parameters: readonly (string | number)[] = [],
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
    this.status = status;
    this.errorCode = errorCode;
    this.parameters = parameters;
    this.headers = headers;
  }
}

const reasons: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  402: 'Payment Required',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  409: 'Conflict',
  410: 'Gone',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
};

export function reasonOf(status: number): string {
  return reasons[status] ?? 'Error';
}

export function notFound(errorCode: string, detail: string, ...parameters: string[]): Refusal {
  return new Refusal(404, errorCode, detail, parameters);
}

export function badRequest(errorCode: string, detail: string, ...parameters: string[]): Refusal {
  return new Refusal(400, errorCode, detail, parameters);
}

export function conflict(errorCode: string, detail: string, ...parameters: string[]): Refusal {
  return new Refusal(409, errorCode, detail, parameters);
}
