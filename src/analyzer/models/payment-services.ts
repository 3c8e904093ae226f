import { defineModel } from './types.js';

export default defineModel({
  package: ['braintree', 'square', '@paypal/paypal-server-sdk', 'razorpay'],
  source: 'README of each; braintree 3.4 of its types, square 43, @paypal/paypal-server-sdk 2, razorpay 2.9',
  system: 'payment',
  side: 'server',
  exports: {
    BraintreeGateway: { new: { returns: 'Client' } }, SquareClient: { new: { returns: 'Client' } }, default: 'Razorpay', '=': 'Razorpay',
    OrdersController: { new: { returns: 'Resource' } }, PaymentsController: { new: { returns: 'Resource' } },
  },
  types: {
    Razorpay: { new: { returns: 'Client' }, members: { BraintreeGateway: { new: { returns: 'Client' } } } },
    Client: { extends: 'Resource', is: 'handle' },
    Resource: { members: { '*': 'Resource' }, call: { system: 'payment' } },
  },
});
