import { defineModel, type Operation, type Wait } from './types.js';

const response = { for: 'the response', default: 'none', advice: '`requestHandler: { requestTimeout: ms, throwOnRequestTimeout: true }`' } satisfies Partial<Wait>;
const client = { ...response, bounds: [{ present: '0.requestHandler' }], edit: { set: { '0.requestHandler': '{ requestTimeout: ms, throwOnRequestTimeout: true }' } } } satisfies Wait;
const made = { returns: 'Client', client } as const;
const waits = { ...response, bounds: [{ signal: 'last.abortSignal' }] } satisfies Wait;
interface Does { readonly call: { readonly waits: Wait; readonly op: Operation } }
const does = (op: Operation): Does => ({ call: { waits, op } });
const unless = ['0.ConditionExpression', '0.Expected'] as const;

export default defineModel({
  package: ['@aws-sdk/client-dynamodb', '@aws-sdk/lib-dynamodb'],
  source: 'docs.aws.amazon.com/amazondynamodb "Condition expressions"; @aws-sdk/client-dynamodb 3.1164, @aws-sdk/lib-dynamodb 3.1162 over handler 4.14: no limit by default',
  system: 'database',
  side: 'server',
  exports: {
    DynamoDBDocument: { members: { from: { call: { returns: 'DynamoDBDocument' } } } }, DynamoDBDocumentClient: { members: { from: { call: { returns: 'arg0' } } } }, '*Client': { new: made }, DynamoDB: { new: made },
  },
  types: {
    Client: {
      is: 'handle',
      members: {
        send: { call: { waits: { ...response, bounds: [{ signal: '1.abortSignal' }] } } },
        getItem: does({ kind: 'read', resource: '0.TableName', key: '0.Key' }), query: does({ kind: 'read', resource: '0.TableName', gives: 'entries' }),
        putItem: does({ kind: 'write', resource: '0.TableName', value: '0.Item', unless }), updateItem: does({ kind: 'write', resource: '0.TableName', key: '0.Key', value: '0.ExpressionAttributeValues', unless }),
        deleteItem: does({ kind: 'remove', resource: '0.TableName', key: '0.Key' }),
        destroy: {}, config: {}, middlewareStack: {}, '*': { call: { waits } },
      },
    },
    DynamoDBDocument: {
      extends: 'Client', is: 'handle',
      members: {
        get: does({ kind: 'read', resource: '0.TableName', key: '0.Key' }), query: does({ kind: 'read', resource: '0.TableName', gives: 'entries' }), put: does({ kind: 'write', resource: '0.TableName', value: '0.Item', unless }),
        update: does({ kind: 'write', resource: '0.TableName', key: '0.Key', value: '0.ExpressionAttributeValues', unless }), delete: does({ kind: 'remove', resource: '0.TableName', key: '0.Key' }),
      },
    },
    DynamoDBDocumentClient: { extends: 'Client', is: 'handle' },
  },
});
