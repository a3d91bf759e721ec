//! The WebAssembly file: what the page's worker for files calls (`www/convert.js`).

fn main() {
    #[cfg(target_arch = "wasm32")]
    console_error_panic_hook::set_once();
}

#[cfg(target_arch = "wasm32")]
mod exported {
    use separable_convert::{
        Format,
        page::{Facts, from_page, to_page},
        read, write,
    };
    use wasm_bindgen::prelude::*;

    fn error(wrong: &impl ToString) -> JsValue {
        JsError::new(&wrong.to_string()).into()
    }

    /// The page's network, told as JSON, as a file of a format.
    ///
    /// # Errors
    /// An Error that says what is wrong.
    #[wasm_bindgen(js_name = writeModel)]
    pub fn write_model(network: &str, format: &str) -> Result<Vec<u8>, JsValue> {
        let format = Format::from_name(format);
        let format = format.ok_or_else(|| error(&"format: is none of keras, onnx, json"))?;
        let model = from_page(network).map_err(|e| error(&e))?;
        write(&model, format).map_err(|e| error(&e))
    }

    /// A file as the page takes it up, told as JSON, where its data are as `facts` says.
    ///
    /// # Errors
    /// An Error that says what is wrong.
    #[wasm_bindgen(js_name = readModel)]
    pub fn read_model(file: &[u8], facts: &str) -> Result<String, JsValue> {
        let facts: Facts = serde_json::from_str(facts).map_err(|e| error(&e))?;
        let model = read(file).map_err(|e| error(&e))?;
        let told = to_page(&model, &facts).map_err(|e| error(&e))?;
        Ok(told.to_string())
    }
}
