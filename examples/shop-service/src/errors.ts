/** Thrown anywhere below a route; the error handler turns it into a response. */
export class HttpError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = 'HttpError';
  }
}

export const notFound = (what: string): HttpError => new HttpError(404, `${what} not found`);

export const badRequest = (message: string): HttpError => new HttpError(400, message);
