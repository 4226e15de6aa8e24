export const NewTest = () => null;
