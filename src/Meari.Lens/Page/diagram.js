// Draws nothing: the page is whole without this part.
export const create = () => ({ update() {}, setLanguage() {} });
