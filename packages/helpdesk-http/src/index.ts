/** A small HTTP client for helpdesk APIs. */
export { HttpClient } from './http-client.js';
export type { HttpClientOptions, HttpLog, HttpRequest, TlsOptions } from './http-options.js';
export { HttpFailure, isHttpFailure, type HttpFailureDetails, type HttpFailureKind } from './http-failure.js';
export { HttpResponse } from './http-response.js';
export { storableText } from './storable-text.js';
