// Trying a policy on live traffic: placeholder until the proxy offers it.
export const state = () => {};
export const toggle = () => {};
export const isOpen = () => false;
export const close = () => {};
export const fromRemedy = () => {};
