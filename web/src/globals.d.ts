/** Is the page of all components in this build? */
declare const __GALLERY__: boolean;
