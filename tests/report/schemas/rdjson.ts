const position = {
  type: 'object',
  required: ['line'],
  additionalProperties: false,
  properties: { line: { type: 'integer', minimum: 1 }, column: { type: 'integer', minimum: 1 } },
} as const;

const range = {
  type: 'object',
  required: ['start'],
  additionalProperties: false,
  properties: { start: position, end: position },
} as const;

const location = {
  type: 'object',
  required: ['path'],
  additionalProperties: false,
  properties: { path: { type: 'string', minLength: 1 }, range },
} as const;

const severity = { enum: ['UNKNOWN_SEVERITY', 'ERROR', 'WARNING', 'INFO'] } as const;

const source = {
  type: 'object',
  required: ['name'],
  additionalProperties: false,
  properties: { name: { type: 'string' }, url: { type: 'string', format: 'uri' } },
} as const;

/** reviewdog's `DiagnosticResult`, from the comments in its definition: https://github.com/reviewdog/reviewdog/tree/master/proto/rdf */
export const rdjsonSchema = {
  type: 'object',
  required: ['diagnostics'],
  additionalProperties: false,
  properties: {
    source,
    severity,
    diagnostics: {
      type: 'array',
      items: {
        type: 'object',
        required: ['message', 'location'],
        additionalProperties: false,
        properties: {
          message: { type: 'string', minLength: 1 },
          location,
          severity,
          source,
          code: {
            type: 'object',
            required: ['value'],
            additionalProperties: false,
            properties: { value: { type: 'string' }, url: { type: 'string', format: 'uri' } },
          },
          suggestions: {
            type: 'array',
            minItems: 1,
            items: {
              type: 'object',
              required: ['range', 'text'],
              additionalProperties: false,
              properties: { range, text: { type: 'string' } },
            },
          },
          related_locations: {
            type: 'array',
            minItems: 1,
            items: {
              type: 'object',
              required: ['location'],
              additionalProperties: false,
              properties: { message: { type: 'string' }, location },
            },
          },
        },
      },
    },
  },
} as const;
